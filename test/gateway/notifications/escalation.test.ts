import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EscalationChain } from '../../../src-shared/contract/state/escalation.ts';
import type { Alert } from '../../../src-shared/contract/state/alert.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { type ApiClient, signIn } from '../../support/api-client.ts';
import { AT_ONCE } from '../../support/at-once-pack.ts';
import { startGateway, type TestGateway } from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { until } from '../../support/until.ts';
import { WardClient } from '../../support/ward-client.ts';

const WARD = 'H1/MS1';
const STEP_SECONDS = 2;

/** An alert that a user's device was told of. */
interface Told {
  readonly who: string;
  readonly ref: string | null;
  readonly title: string;
  readonly at: number;
}

let database: TestDatabase;
let gateway: TestGateway;
let admin: ApiClient;
let dispatcher: ApiClient;
let charge: ApiClient;
const told: Told[] = [];
const devices: WardClient[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await startGateway({
    readyWithin: 150_000,
    env: { DATABASE_URL: database.url, WARDLINE_DEMO: '1', WARDLINE_DEMO_FEED: '0' },
  });
  admin = await signIn(gateway.url, 'admin');
  dispatcher = await signIn(gateway.url, 'dispatcher');
  charge = await signIn(gateway.url, await chargeNurse());
  for (const [who, user] of Object.entries({ charge, dispatcher, admin })) await listen(who, user);
  await put('packs/at-once', { title: 'At once', replaces: null, body: AT_ONCE });
}, 180_000);
afterAll(async () => {
  for (const device of devices) await device.close();
  await gateway.stop();
  await database.drop();
});

async function put(path: string, body: unknown): Promise<void> {
  const answer = await admin.send(gateway.url, 'PUT', `/api/v1/hospitals/H1/${path}`, body);
  expect(answer.status).toBe(200);
}

/** The user of who is in charge of the ward and on duty. */
async function chargeNurse(): Promise<string> {
  const nurse = (await ward()).nurses.find(({ competencies }) => competencies.includes('charge'));
  if (nurse === undefined) throw new Error('nobody is in charge');
  const [row] = await database.query<{ user_id: string }>(
    `select user_id from nurse where hospital_id = 'H1' and id = $1`,
    [nurse.id],
  );
  return row?.user_id ?? '';
}

async function ward(): Promise<WardState> {
  const path = '/api/v1/hospitals/H1/wards/MS1';
  return (await dispatcher.get<{ state: WardState }>(gateway.url, path)).body.state;
}

/** A device of a user; it follows the ward only so that it may connect. */
async function listen(who: string, user: ApiClient): Promise<void> {
  const device = new WardClient({
    wards: [WARD],
    dial: async () => ({
      realtimeUrl: gateway.realtimeUrl,
      ticket: await user.ticket(gateway.url),
    }),
    onFrame: (frame) => {
      if (frame.type !== 'notification' || frame.kind !== 'alert') return;
      const { ref, title, createdAt } = frame;
      if (told.some((one) => one.who === who && one.ref === ref)) return;
      told.push({ who, ref, title, at: Date.parse(createdAt) });
    },
  }).start();
  devices.push(device);
  await until(() => device.isLive, { within: 30_000, what: `${who} listens` });
}

/** The chain with a step each two seconds, for alerts of whatever severity. */
async function shortChain(): Promise<void> {
  const at = (step: number) => ({ warning: step * STEP_SECONDS, critical: step * STEP_SECONDS });
  const chain: EscalationChain = {
    steps: [
      { to: 'charge_nurse', afterSeconds: at(0), userIds: [] },
      { to: 'dispatcher', afterSeconds: at(1), userIds: [] },
      { to: 'house_supervisor', afterSeconds: at(2), userIds: [] },
    ],
    acknowledgeWithinSeconds: { warning: 60, critical: 60 },
  };
  await put('escalation', chain);
}

/** Sends everybody on a break; the alert that this raises. */
async function fallShort(): Promise<Alert> {
  for (const { id, onBreakUntil } of (await ward()).nurses) {
    if (onBreakUntil !== null) continue;
    const body = { hospitalId: 'H1', minutes: 60 };
    await dispatcher.send(gateway.url, 'POST', `/api/v1/nurses/${id}/break`, body);
  }
  const alert = (await ward()).alerts.find(({ ruleId }) => ruleId === 'at-once.ratio');
  if (alert === undefined) throw new Error('nothing was raised');
  return alert;
}

/** Those who were told of an alert, in order. */
function toldOf(alertId: string): readonly Told[] {
  return told.filter(({ ref }) => ref === alertId);
}

test('an alert goes from the charge nurse to the dispatcher to the house supervisor', async () => {
  await shortChain();
  await put('wards/MS1/pack', { pack: { packId: 'at-once', version: 1 } });
  const alert = await fallShort();
  await until(() => toldOf(alert.id).length === 3, { within: 30_000, what: 'everybody is told' });
  const all = toldOf(alert.id);
  expect(all.map(({ who }) => who)).toEqual(['charge', 'dispatcher', 'admin']);
  for (const { title } of all) {
    expect(title.startsWith('MS1: ')).toBe(true);
    expect(title).toContain('short');
  }
  for (const [index, { at }] of all.entries()) {
    const due = Date.parse(alert.raisedAt) + index * STEP_SECONDS * 1_000;
    expect(at).toBeGreaterThanOrEqual(due);
  }
  const steps = (await ward()).alerts.find(({ id }) => id === alert.id)?.escalation.steps ?? [];
  expect(steps.map(({ to, notified }) => [to, notified])).toEqual([
    ['charge_nurse', 1],
    ['dispatcher', 1],
    ['house_supervisor', 1],
  ]);
});

test('it stops with whoever acknowledges: nobody after her is told', async () => {
  for (const { id } of (await ward()).nurses) {
    await dispatcher.send(gateway.url, 'POST', `/api/v1/nurses/${id}/break/end`, {
      hospitalId: 'H1',
    });
  }
  for (const { id } of (await ward()).alerts) {
    await dispatcher.send(gateway.url, 'POST', `/api/v1/alerts/${id}/acknowledge`, {});
  }
  const alert = await fallShort();
  await until(() => toldOf(alert.id).length > 0, {
    within: 30_000,
    what: 'the charge nurse is told',
  });
  const answer = await charge.send(
    gateway.url,
    'POST',
    `/api/v1/alerts/${alert.id}/acknowledge`,
    {},
  );
  expect(answer.status).toBe(200);
  // Another alert goes all the way meanwhile: the clock has gone past every step of this one.
  const other = (await ward()).alerts.find(
    ({ id, status }) => id !== alert.id && status === 'unacknowledged',
  );
  expect(other).toBeDefined();
  await until(() => toldOf(other?.id ?? '').some(({ who }) => who === 'admin'), {
    within: 30_000,
    what: 'the other alert has gone up the chain',
  });
  expect(toldOf(alert.id).map(({ who }) => who)).toEqual(['charge']);
});
