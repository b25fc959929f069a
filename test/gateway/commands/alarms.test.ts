import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { acknowledgeAlert } from '../../../server/commands/acknowledge-alert.ts';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { dischargeStay } from '../../../server/commands/discharge-stay.ts';
import { escalateAlert } from '../../../server/commands/escalate-alert.ts';
import { evaluateStaffing } from '../../../server/commands/evaluate-staffing.ts';
import { putPack } from '../../../server/commands/put-pack.ts';
import { putPackInForce } from '../../../server/commands/put-pack-in-force.ts';
import { setPack } from '../../../server/commands/set-pack.ts';
import { shelveAlert } from '../../../server/commands/shelve-alert.ts';
import { unshelveAlert } from '../../../server/commands/unshelve-alert.ts';
import { endWaiver, startWaiver } from '../../../server/commands/waivers.ts';
import type { HouseState } from '../../../src-shared/contract/state/house-state.ts';
import type { Alert } from '../../../src-shared/contract/state/alert.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import { SHIPPED_PACKS } from '../../../src-shared/domain/staffing/packs.ts';
import { AT_ONCE } from '../../support/at-once-pack.ts';
import {
  admin,
  type CommandHouse,
  dispatcher,
  openCommandHouse,
  user,
} from '../../support/command-house.ts';

const PACK = SHIPPED_PACKS.california;
let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
  for (const hospitalId of ['H1', 'H2']) {
    await house.commands.system('system:clock', (run) =>
      run.execute(setPack({ hospitalId, pack: PACK })),
    );
  }
  await house.run(
    putPack({
      hospitalId: 'H1',
      packId: 'at-once',
      title: 'At once',
      replaces: null,
      body: AT_ONCE,
    }),
    admin,
  );
});
afterAll(() => house.close());

/** Every ward empty, judged by California, without alerts. */
beforeEach(async () => {
  await inForce('at-once', 1);
  for (const wardId of ['ICU', 'ED', 'MS1']) {
    for (const { id } of (await house.wardState(`H1/${wardId}`)).stays) {
      await house.run(dischargeStay({ stayId: id }));
    }
    await later(wardId, 3600);
    for (const { id } of (await house.wardState(`H1/${wardId}`)).alerts) {
      await house.run(acknowledgeAlert({ alertId: id }));
    }
  }
  await inForce('california', 1);
});

function inForce(packId: string, version: number) {
  const command = putPackInForce({ hospitalId: 'H1', wardId: null, pack: { packId, version } });
  return house.run(command, admin);
}

async function admit(wardId: string): Promise<string> {
  const patient = { ref: randomUUID(), label: 'Nina Nine' };
  return (await house.run(admitStay({ hospitalId: 'H1', wardId, patient }))).stay.id;
}

async function alertsOf(ward: string): Promise<Alert[]> {
  return (await house.wardState(ward)).alerts;
}

async function ratioAlert(ward: string): Promise<Alert | undefined> {
  return (await alertsOf(ward)).find(({ ruleId }) => ruleId.endsWith('.ratio'));
}

/** As if so much time had gone by since the rule was last seen to break or hold. */
async function later(wardId: string, seconds: number): Promise<void> {
  await house.test.query(
    `update ward set alarms = (
       select coalesce(jsonb_object_agg(rule, (
         select jsonb_object_agg(what, to_char(since::timestamptz at time zone 'UTC'
           - make_interval(secs => $2), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
         from jsonb_each_text(memory) as m (what, since))), '{}')
       from jsonb_each(alarms) as a (rule, memory))
     where hospital_id = 'H1' and id = $1`,
    [wardId, seconds],
  );
  await tend(wardId);
}

function tend(wardId: string) {
  return house.commands.system('system:clock', (run) =>
    run.execute(evaluateStaffing({ hospitalId: 'H1', wardId })),
  );
}

async function agreed(): Promise<void> {
  for (const ward of await house.wards()) {
    const folded = canonicalJson(await house.folded(ward));
    expect(folded).toBe(canonicalJson((await house.snapshot(ward)).state));
  }
}

async function dueAt(wardId: string): Promise<string | null> {
  const [row] = await house.test.query<{ due_at: Date | null }>(
    `select due_at from ward where hospital_id = 'H1' and id = $1`,
    [wardId],
  );
  return row?.due_at?.toISOString() ?? null;
}

test('an alert is raised once its rule has been broken for the hold time, and not before', async () => {
  const before = Date.now();
  await admit('ICU');
  expect(await alertsOf('H1/ICU')).toEqual([]);
  const due = Date.parse((await dueAt('ICU')) ?? '');
  expect(due - before).toBeGreaterThanOrEqual(29_000);
  expect(due - Date.now()).toBeLessThanOrEqual(30_000);
  await later('ICU', 20);
  expect(await alertsOf('H1/ICU')).toEqual([]);
  await later('ICU', 10);
  const [alert] = await alertsOf('H1/ICU');
  expect(alert).toMatchObject({
    ruleId: 'california.ratio',
    severity: 'critical',
    status: 'unacknowledged',
    facts: { patients: 1, required: 1, counted: 0 },
    acknowledged: null,
    shelved: null,
  });
  expect(alert?.text).toContain('1 patient');
  expect(Date.parse(alert?.raisedAt ?? '') - Date.parse(alert?.since ?? '')).toBe(
    30_000 + drift(alert),
  );
  await tend('ICU');
  expect(await alertsOf('H1/ICU')).toEqual([alert]);
  await agreed();
});

/** What the test's own running took: the clock is not exact. */
function drift(alert: Alert | undefined): number {
  return Date.parse(alert?.raisedAt ?? '') - Date.parse(alert?.since ?? '') - 30_000;
}

test('a shortfall that was over in time raises nothing, and begins anew the next time', async () => {
  const stayId = await admit('ICU');
  await later('ICU', 29);
  await house.run(dischargeStay({ stayId }));
  expect(await dueAt('ICU')).toBeNull();
  await admit('ICU');
  await later('ICU', 5);
  expect(await alertsOf('H1/ICU')).toEqual([]);
});

test('with hold 0 the changing transaction raises in itself, and clears likewise', async () => {
  await inForce('at-once', 1);
  const stayId = await admit('MS1');
  const raised = await ratioAlert('H1/MS1');
  expect(raised).toMatchObject({ ruleId: 'at-once.ratio', status: 'unacknowledged' });
  await admit('MS1');
  expect(await ratioAlert('H1/MS1')).toMatchObject({ id: raised?.id, facts: { patients: 2 } });
  await house.run(acknowledgeAlert({ alertId: raised!.id }));
  for (const { id } of (await house.wardState('H1/MS1')).stays) {
    await house.run(dischargeStay({ stayId: id }));
  }
  expect(await alertsOf('H1/MS1')).toEqual([]);
  expect(stayId).toBeTruthy();
  await agreed();
});

test('what nobody acknowledged stays as returned, and acknowledging clears it', async () => {
  await inForce('at-once', 1);
  const stayId = await admit('ED');
  const alert = await ratioAlert('H1/ED');
  await house.run(dischargeStay({ stayId }));
  expect(await ratioAlert('H1/ED')).toMatchObject({ id: alert?.id, status: 'returned' });
  expect(await house.refusal(shelveAlert({ alertId: alert!.id, minutes: 5, reason: 'why' }))).toBe(
    'alert_returned',
  );
  const answer = await house.run(acknowledgeAlert({ alertId: alert!.id }));
  expect(answer).toMatchObject({ alert: { acknowledged: { by: 'dispatcher' } } });
  expect(await alertsOf('H1/ED')).toEqual([]);
  const again = await house.run(acknowledgeAlert({ alertId: alert!.id }));
  expect(again).toMatchObject({ alert: { id: alert!.id } });
  expect(await house.refusal(shelveAlert({ alertId: alert!.id, minutes: 5, reason: 'why' }))).toBe(
    'alert_cleared',
  );
  await agreed();
});

test('a rule broken anew before anybody acknowledged is one new alert, not two', async () => {
  await inForce('at-once', 1);
  const stayId = await admit('ED');
  const first = await ratioAlert('H1/ED');
  await house.run(dischargeStay({ stayId }));
  await admit('ED');
  const alerts = (await alertsOf('H1/ED')).filter(({ ruleId }) => ruleId === 'at-once.ratio');
  expect(alerts).toHaveLength(1);
  expect(alerts[0]?.id).not.toBe(first?.id);
  expect(alerts[0]?.status).toBe('unacknowledged');
  await agreed();
});

test('acknowledged twice changes nothing; shelved it stays silent until its time is over', async () => {
  await inForce('at-once', 1);
  await admit('ICU');
  const alertId = (await ratioAlert('H1/ICU'))!.id;
  const seen = await house.run(acknowledgeAlert({ alertId }));
  expect(seen).toMatchObject({ alert: { status: 'acknowledged' } });
  const again = await house.run(acknowledgeAlert({ alertId }));
  expect(again.cursor).toEqual(seen.cursor);

  await house.run(shelveAlert({ alertId, minutes: 10, reason: 'float nurse on her way' }));
  const shelved = (await ratioAlert('H1/ICU'))!;
  expect(shelved).toMatchObject({
    status: 'shelved',
    shelved: { by: 'dispatcher', reason: 'float nurse on her way' },
  });
  expect(Date.parse(shelved.shelved!.until) - Date.parse(shelved.shelved!.at)).toBe(600_000);
  expect(await dueAt('ICU')).toBe(shelved.shelved!.until);

  const back = await house.run(unshelveAlert({ alertId }));
  expect(back).toMatchObject({ alert: { status: 'unacknowledged', shelved: null } });
  expect(await house.refusal(unshelveAlert({ alertId }))).toBe('alert_not_shelved');
  await agreed();
});

test('the clock brings a shelved alert back when its time is over', async () => {
  await inForce('at-once', 1);
  await admit('ICU');
  const alertId = (await ratioAlert('H1/ICU'))!.id;
  await house.run(shelveAlert({ alertId, minutes: 1, reason: 'soon' }));
  const past = new Date(Date.now() - 1).toISOString();
  await house.test.query(
    `update alert set body = jsonb_set(body, '{shelved,until}', to_jsonb($2::text)) where id = $1`,
    [alertId, past],
  );
  house.forget();
  await tend('ICU');
  expect(await ratioAlert('H1/ICU')).toMatchObject({ status: 'unacknowledged', shelved: null });
});

test('only who dispatches the ward, or nurses in it, acknowledges; another hospital sees nothing', async () => {
  await inForce('at-once', 1);
  await admit('ICU');
  const alertId = (await ratioAlert('H1/ICU'))!.id;
  const stranger = user('stranger', ['dispatcher'], ['H2']);
  const inOther = {
    ...dispatcher,
    memberships: [{ hospitalId: 'H1', role: 'dispatcher' as const, wardIds: ['ED'] }],
  };
  const nurse = {
    ...user('nurse', ['nurse'], ['H1']),
    memberships: [{ hospitalId: 'H1', role: 'nurse' as const, wardIds: ['ICU'] }],
  };
  const commands = [
    acknowledgeAlert({ alertId }),
    shelveAlert({ alertId, minutes: 5, reason: 'why' }),
    unshelveAlert({ alertId }),
  ];
  for (const command of commands) {
    expect(await house.refusal(command, stranger)).toBe('not_found');
    expect(await house.refusal(command, inOther)).toBe('forbidden');
    expect(await house.refusal(command, admin)).toBe('forbidden');
  }
  expect(await house.refusal(shelveAlert({ alertId, minutes: 5, reason: 'x' }), nurse)).toBe(
    'forbidden',
  );
  expect(await house.run(acknowledgeAlert({ alertId }), nurse)).toMatchObject({
    alert: { acknowledged: { by: 'nurse' } },
  });
  expect(await house.refusal(acknowledgeAlert({ alertId: randomUUID() }))).toBe('not_found');
});

test('it escalates step by step until somebody acknowledges; each step is a row', async () => {
  await inForce('at-once', 1);
  await admit('ICU');
  const alertId = (await ratioAlert('H1/ICU'))!.id;
  const escalate = () =>
    house.commands.system('system:clock', (run) => run.execute(escalateAlert({ alertId })));
  await escalate();
  expect((await ratioAlert('H1/ICU'))!.escalation.steps.map(({ to }) => to)).toEqual([
    'charge_nurse',
  ]);
  await escalate();
  expect((await ratioAlert('H1/ICU'))!.escalation.steps).toHaveLength(1);
  const longAgo = new Date(Date.now() - 121_000).toISOString();
  await house.test.query(
    `update alert set body = jsonb_set(body, '{escalation,since}', to_jsonb($2::text)) where id = $1`,
    [alertId, longAgo],
  );
  house.forget();
  await escalate();
  await escalate();
  expect((await ratioAlert('H1/ICU'))!.escalation.steps.map(({ to }) => to)).toEqual([
    'charge_nurse',
    'dispatcher',
  ]);
  const rows = await house.test.query(
    `select step from alert_step where alert_id = $1 order by at`,
    [alertId],
  );
  expect(rows).toEqual([{ step: 'charge_nurse' }, { step: 'dispatcher' }]);
  await house.run(acknowledgeAlert({ alertId }));
  await escalate();
  expect((await ratioAlert('H1/ICU'))!.escalation.steps).toHaveLength(2);
});

test('another pack judges every ward at once; a ward may have its own', async () => {
  await inForce('oregon', 1);
  expect((await house.wardState('H1/ICU')).staffing?.pack).toEqual({ id: 'oregon', version: 1 });
  const own = { packId: 'california', version: 1 };
  await house.run(putPackInForce({ hospitalId: 'H1', wardId: 'ICU', pack: own }), admin);
  expect((await house.wardState('H1/ICU')).staffing?.pack.id).toBe('california');
  expect((await house.wardState('H1/ED')).staffing?.pack.id).toBe('oregon');
  const { packs } = (await house.snapshot('H1/_house')).state as HouseState;
  expect(packs.map(({ id, hospital, wards }) => [id, hospital, wards])).toEqual([
    ['california', false, ['ICU']],
    ['oregon', true, []],
  ]);
  expect((await house.wardState('H2/ICU')).staffing?.pack.id).toBe('california');
  await house.run(putPackInForce({ hospitalId: 'H1', wardId: 'ICU', pack: null }), admin);
  expect((await house.wardState('H1/ICU')).staffing?.pack.id).toBe('oregon');
  await agreed();
});

test('each edit of a pack is a version with an author, and nobody overwrites another', async () => {
  const edit = (replaces: number | null, packId = 'california') =>
    putPack({ hospitalId: 'H1', packId, title: 'Ours', replaces, body: PACK.body });
  expect(await house.refusal(edit(null), admin)).toBe('pack_changed');
  const answer = await house.run(edit(1), admin);
  expect(answer).toMatchObject({ pack: { id: 'california', version: 2, author: 'admin' } });
  expect(await house.refusal(edit(1), admin)).toBe('pack_changed');
  expect(await house.refusal(edit(2), dispatcher)).toBe('forbidden');
  expect(await house.refusal(edit(2), user('x', ['admin'], ['H2']))).toBe('not_found');
  await inForce('california', 2);
  expect((await house.wardState('H1/MS1')).staffing?.pack).toEqual({
    id: 'california',
    version: 2,
  });
  expect((await house.wardState('H2/MS1')).staffing?.pack.version).toBe(1);
  const none = { packId: 'california', version: 9 };
  expect(
    await house.refusal(putPackInForce({ hospitalId: 'H1', wardId: null, pack: none }), admin),
  ).toBe('not_found');
  await agreed();
});

test('the house has no rules of its own, and an id is one waiver’s, whichever hospital has it', async () => {
  const input = { reason: 'Flood', endsAt: new Date(Date.now() + 3_600_000).toISOString() };
  const id = randomUUID();
  const ofHouse = { ...input, hospitalId: 'H1', wardId: '_house', id };
  expect(await house.refusal(startWaiver(ofHouse), admin)).toBe('not_found');
  const pack = { hospitalId: 'H1', wardId: '_house', pack: null };
  expect(await house.refusal(putPackInForce(pack), admin)).toBe('not_found');
  await house.run(startWaiver({ ...ofHouse, wardId: 'MS1' }), admin);
  const elsewhere = { ...input, hospitalId: 'H2', wardId: 'MS1', id };
  expect(await house.refusal(startWaiver(elsewhere), admin)).toBe('invalid_request');
  expect((await house.wardState('H2/MS1')).staffing?.waiver ?? null).toBeNull();
  await house.run(endWaiver({ hospitalId: 'H1', waiverId: id }), admin);
});

test('under an emergency waiver nothing is raised, and what stands is silent; then it comes back', async () => {
  await inForce('at-once', 1);
  await admit('ICU');
  const raised = await ratioAlert('H1/ICU');
  expect(raised).toMatchObject({ status: 'unacknowledged' });
  const id = randomUUID();
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const waive = startWaiver({
    hospitalId: 'H1',
    id,
    wardId: null,
    reason: 'mass casualty',
    endsAt,
  });
  expect(await house.refusal(waive, dispatcher)).toBe('forbidden');
  expect(await house.refusal(waive, user('x', ['admin'], ['H2']))).toBe('not_found');
  await house.run(waive, admin);
  expect((await house.wardState('H1/ICU')).staffing?.waiver).toEqual({
    author: 'admin',
    reason: 'mass casualty',
    endsAt,
  });
  expect(await ratioAlert('H1/ICU')).toBeUndefined();
  expect((await house.wardState('H1/ICU')).staffing?.waived).toMatchObject([
    { ruleId: 'at-once.ratio', since: raised?.since },
  ]);
  expect(await dueAt('ED')).toBe(endsAt);
  await house.run(endWaiver({ hospitalId: 'H1', waiverId: id }), admin);
  expect((await house.wardState('H1/ICU')).staffing).toMatchObject({ waiver: null, waived: [] });
  expect(await ratioAlert('H1/ICU')).toMatchObject({
    status: 'unacknowledged',
    since: raised?.since,
  });
  const again = randomUUID();
  const until = (ms: number) => {
    const end = new Date(Date.now() + ms).toISOString();
    return startWaiver({ hospitalId: 'H1', id: again, wardId: 'ED', reason: 'x', endsAt: end });
  };
  const longest = 72 * 3_600_000;
  expect(await house.refusal(until(-1000), admin)).toBe('invalid_request');
  expect(await house.refusal(until(longest + 60_000), admin)).toBe('invalid_request');
  await house.run(until(longest - 1000), admin);
  await house.run(endWaiver({ hospitalId: 'H1', waiverId: again }), admin);
  await agreed();
});
