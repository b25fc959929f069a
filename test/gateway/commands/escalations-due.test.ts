import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEscalationsDue } from '../../../server/db/escalations.ts';
import type { Alert } from '../../../src-shared/contract/state/alert.ts';
import type { EscalationChain } from '../../../src-shared/contract/state/escalation.ts';
import { DEFAULT_CHAIN, nextEscalation } from '../../../src-shared/domain/staffing/escalation.ts';
import { type CommandHouse, openCommandHouse } from '../../support/command-house.ts';

/** H2 has a chain of its own, H1 the first one. */
const OWN: EscalationChain = {
  steps: [
    { to: 'dispatcher', afterSeconds: { warning: 60, critical: 0 }, userIds: [] },
    { to: 'charge_nurse', afterSeconds: { warning: 7200, critical: 90 }, userIds: [] },
  ],
  acknowledgeWithinSeconds: { warning: 600, critical: 180 },
};
const ALL_STEPS = ['charge_nurse', 'dispatcher', 'house_supervisor'] as const;

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
  await house.test.query(
    `insert into escalation_chain (hospital_id, chain, author) values ('H2', $1::jsonb, 'admin')`,
    [JSON.stringify(OWN)],
  );
});
afterAll(() => house.close());

function anAlert(
  severity: Alert['severity'],
  taken: readonly (typeof ALL_STEPS)[number][],
  secondsAgo: number,
): Alert {
  const since = new Date(Date.now() - secondsAgo * 1000).toISOString();
  return {
    id: randomUUID(),
    ruleId: `california.${randomUUID()}`,
    severity,
    status: 'unacknowledged',
    raisedAt: since,
    since,
    facts: {},
    text: 'One nurse short.',
    acknowledged: null,
    shelved: null,
    escalation: { since, steps: taken.map((to) => ({ to, at: since, notified: 1 })) },
  };
}

async function store(hospitalId: string, alerts: readonly Alert[]): Promise<void> {
  await house.test.query(
    `insert into alert (id, hospital_id, ward_id, rule_id, severity, status, raised_at, facts, body)
     select (a ->> 'id')::uuid, $1, 'ICU', a ->> 'ruleId', a ->> 'severity', a ->> 'status',
       (a ->> 'raisedAt')::timestamptz, a -> 'facts', a
     from jsonb_array_elements($2::jsonb) as all_of (a)`,
    [hospitalId, JSON.stringify(alerts)],
  );
}

async function due(): Promise<string[]> {
  return house.database.system(readEscalationsDue, { readOnly: true });
}

test('those are due whose next step is, as the chain of their hospital has it', async () => {
  const taken = [
    [],
    ['charge_nurse'],
    ['dispatcher'],
    ['charge_nurse', 'dispatcher'],
    ALL_STEPS,
  ] as const;
  const expected: string[] = [];
  for (const [hospitalId, chain] of [
    ['H1', DEFAULT_CHAIN],
    ['H2', OWN],
  ] as const) {
    const alerts = (['warning', 'critical'] as const).flatMap((severity) =>
      taken.flatMap((steps) =>
        [5, 65, 95, 200, 400, 1000].map((ago) => anAlert(severity, steps, ago)),
      ),
    );
    await store(hospitalId, alerts);
    const now = new Date().toISOString();
    for (const alert of alerts) {
      const next = nextEscalation(alert, chain);
      if (next !== null && next.at <= now) expected.push(alert.id);
    }
  }
  expect(expected.length).toBeGreaterThan(30);
  expect((await due()).sort()).toEqual(expected.sort());
  await house.test.query(`update alert set status = 'acknowledged' where hospital_id = 'H1'`);
  await house.test.query(`update alert set cleared_at = now() where hospital_id = 'H2'`);
  expect(await due()).toEqual([]);
});

test('thousands of older alerts without a step left do not stand in the way of one', async () => {
  await store(
    'H1',
    Array.from({ length: 2100 }, () => anAlert('critical', ALL_STEPS, 9000)),
  );
  expect(await due()).toEqual([]);
  const one = anAlert('warning', [], 1);
  await store('H1', [one]);
  expect(await due()).toEqual([one.id]);
});
