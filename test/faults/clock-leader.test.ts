import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitStay } from '../../server/commands/admit-stay.ts';
import { putPack } from '../../server/commands/put-pack.ts';
import { putPackInForce } from '../../server/commands/put-pack-in-force.ts';
import type { PackBody } from '../../src-shared/contract/state/rule-pack.ts';
import { SHIPPED_PACKS } from '../../src-shared/domain/staffing/packs.ts';
import { admin, type CommandHouse, openCommandHouse, user } from '../support/command-house.ts';
import { startGateway, type TestGateway } from '../support/gateway-process.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const { body } = SHIPPED_PACKS.california;
const HOLD_MS = 2_000;
const QUICK: PackBody = {
  ...body,
  alarms: Object.fromEntries(
    Object.entries(body.alarms).map(([rule, alarm]) => [rule, { ...alarm, holdMs: HOLD_MS }]),
  ) as PackBody['alarms'],
};
const everywhere = user('dispatcher', ['dispatcher'], ['H1', 'H2']);
const WARDS = ['H1', 'H2'].flatMap((hospitalId) =>
  ['ICU', 'ED', 'MS1'].map((wardId) => ({ hospitalId, wardId })),
);

let house: CommandHouse;
let redis: TestRedis;
const gateways: TestGateway[] = [];
beforeAll(async () => {
  house = await openCommandHouse();
  redis = await startRedis();
  for (const hospitalId of ['H1', 'H2']) {
    const pack = { packId: 'quick', version: 1 };
    await house.run(
      putPack({ hospitalId, packId: 'quick', title: 'Quick', replaces: null, body: QUICK }),
      admin,
    );
    await house.run(putPackInForce({ hospitalId, wardId: null, pack }), admin);
  }
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop(1_000)));
  await redis.stop();
  await house.close();
});

async function start(): Promise<TestGateway> {
  const env = { DATABASE_URL: house.test.url, REDIS_URL: redis.url };
  const gateway = await startGateway({ env });
  gateways.push(gateway);
  return gateway;
}

async function leaders(): Promise<number> {
  const [row] = await house.test.query<{ count: number }>(
    `select count(*)::int from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and a.application_name = 'wardline clock leader'
       and a.datname = current_database()`,
  );
  return row?.count ?? 0;
}

async function raised(): Promise<Record<string, number>> {
  const rows = await house.test.query<{ key: string; count: number }>(
    `select hospital_id || '/' || ward_id || ' ' || (data -> 'alert' ->> 'ruleId') as key,
       count(*)::int from ward_event where type = 'alert.raised' group by 1`,
  );
  return Object.fromEntries(rows.map(({ key, count }) => [key, count]));
}

test('no alert is lost or doubled when the clock leader is killed', async () => {
  const leader = await start();
  await until(async () => (await leaders()) === 1, { within: 10_000, what: 'a leader' });
  await start();
  for (const { hospitalId, wardId } of WARDS) {
    const patient = { ref: randomUUID(), label: 'Nina Nine' };
    await house.run(admitStay({ hospitalId, wardId, patient }), everywhere);
  }
  expect(await raised()).toEqual({});
  await leader.kill9();
  const all = () => raised().then((rules) => Object.keys(rules).length >= WARDS.length);
  await until(all, { within: 20_000, what: 'every alert' });

  const rules = await raised();
  for (const { hospitalId, wardId } of WARDS) {
    expect(rules[`${hospitalId}/${wardId} quick.ratio`]).toBe(1);
  }
  // Both lead in turn, with the ward as it is then: nothing is raised once more.
  await start();
  const [before] = await house.test.query<{ due: number }>(
    `select count(*)::int as due from ward where due_at <= clock_timestamp()`,
  );
  await until(async () => (await leaders()) === 1, { within: 10_000, what: 'a leader' });
  expect(before?.due).toBe(0);
  expect(await raised()).toEqual(rules);
  const [standing] = await house.test.query<{ most: number }>(
    `select max(count)::int as most from (
       select count(*) from alert where cleared_at is null group by hospital_id, ward_id, rule_id
     ) as a`,
  );
  expect(standing?.most).toBe(1);
});
