import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Bus } from '../../../server/bus/bus.ts';
import { parseRedisAddress } from '../../../server/bus/redis-address.ts';
import { createRedisBus } from '../../../server/bus/redis-bus.ts';
import { rotateEpoch } from '../../../server/db/epoch.ts';
import { createWardReads } from '../../../server/db/ward-reads.ts';
import { startRelay, type Relay } from '../../../server/relay/relay.ts';
import { startProcess } from '../../support/child-process.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { openWardDatabase, type WardDatabase } from '../realtime/test-database.ts';
import { commitEvents, write } from '../realtime/ward-writer.ts';

let wards: WardDatabase;
let redis: TestRedis;
let bus: Bus;
let ward: string;
let epoch: string;
let relays: Relay[] = [];
let relayed = 0;
let rotated = 0;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  [wards, redis] = await Promise.all([openWardDatabase(), startRedis()]);
});
afterAll(async () => {
  await redis.stop();
  await wards.close();
});
beforeEach(async () => {
  relayed = 0;
  rotated = 0;
  bus = openBus();
  await until(() => bus.ping().then(() => true));
  ward = await wards.newWard();
  const reads = createWardReads(wards.database);
  epoch = (await reads.allHeads()).epoch;
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.close()));
  relays = [];
  await Promise.all(closing.splice(0).map((close) => close()));
});

function openBus(): Bus {
  const opened = createRedisBus({
    address: parseRedisAddress(redis.url),
    replayWindowMs: 300_000,
    onError: () => undefined,
  });
  closing.push(() => opened.close());
  return opened;
}

async function relay(): Promise<Relay> {
  const started = startRelay({
    database: wards.database,
    reads: createWardReads(wards.database),
    bus: openBus(),
    replayWindowMs: 300_000,
    log: pino({ level: 'silent' }),
    onRelayed: (events) => {
      relayed += events;
    },
    rotateEpoch: async () => {
      const next = await rotateEpoch(wards.database);
      rotated += 1;
      return next;
    },
  });
  relays.push(started);
  return started;
}

async function leading(): Promise<Relay> {
  const started = await relay();
  await until(() => started.isLeader(), { what: 'leadership' });
  return started;
}

async function seqsInWindow(): Promise<number[]> {
  return (await bus.readWindow(ward, epoch, 0, 10_000)).map((event) => event.seq);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

test('a process dies between commit and publish: its events are told within a second', async () => {
  await leading();
  const heard: number[] = [];
  bus.onMessage((_ward, text) => heard.push((JSON.parse(text) as { seq: number }).seq));
  await bus.join(ward);
  const script = fileURLToPath(new URL('./commit-and-die.ts', import.meta.url));
  const dying = startProcess({
    command: process.execPath,
    args: [script, wards.test.url, ward, '3'],
  });
  expect(await dying.exited, dying.logs()).toMatchObject({ signal: 'SIGKILL' });
  const died = performance.now();
  await until(() => heard.length >= 3, { what: 'three messages', every: 5 });
  expect(performance.now() - died).toBeLessThan(1_000);
  expect(heard).toEqual([1, 2, 3]);
  expect(await seqsInWindow()).toEqual([1, 2, 3]);
});

test('what was published is not published again', async () => {
  await leading();
  const other = await wards.newWard();
  for (let count = 0; count < 20; count += 1) {
    await write({ database: wards.database, bus }, ward, 5);
  }
  // This one is missing, so when it is there the relay has looked at the others too.
  await commitEvents(wards.database, other, 1);
  await until(() => relayed > 0, { what: 'the missing one' });
  expect(relayed).toBe(1);
});

test('a hole in the middle is filled', async () => {
  await leading();
  await write({ database: wards.database, bus }, ward, 3);
  await commitEvents(wards.database, ward, 2);
  await write({ database: wards.database, bus }, ward, 3);
  await until(async () => (await seqsInWindow()).length === 8);
  expect(await seqsInWindow()).toEqual(upTo(8));
});

test('a relay that starts late publishes what is recent', async () => {
  await commitEvents(wards.database, ward, 4);
  await leading();
  await until(async () => (await seqsInWindow()).length === 4);
});

test('thousands of events are published a bounded number at a time', async () => {
  await leading();
  await commitEvents(wards.database, ward, 3_000);
  const sizes = new Set<number>();
  await until(
    async () => {
      sizes.add((await seqsInWindow()).length);
      return sizes.has(3_000);
    },
    { within: 20_000, what: '3,000 events' },
  );
  expect(await seqsInWindow()).toEqual(upTo(3_000));
  expect(sizes.size).toBeGreaterThan(2);
});

test('another process takes over when the leader is gone', async () => {
  const first = await leading();
  const second = await relay();
  await commitEvents(wards.database, ward, 1);
  await until(async () => (await seqsInWindow()).length === 1);
  expect([first.isLeader(), second.isLeader()]).toEqual([true, false]);
  await first.close();
  await commitEvents(wards.database, ward, 1);
  await until(async () => (await seqsInWindow()).length === 2);
  expect(second.isLeader()).toBe(true);
});

test('it goes on when PostgreSQL cuts all connections', async () => {
  await leading();
  await wards.test.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  // The writer's own connections were cut as well.
  await until(() => commitEvents(wards.database, ward, 2));
  await until(async () => (await seqsInWindow()).length === 2);
});

test('it fills the windows of a Redis that was killed and came back empty', async () => {
  await leading();
  await write({ database: wards.database, bus }, ward, 5);
  await redis.kill9();
  await commitEvents(wards.database, ward, 5);
  await redis.restart();
  await until(() => bus.ping().then(() => true));
  await until(async () => (await seqsInWindow()).length === 10);
  expect(await seqsInWindow()).toEqual(upTo(10));
  expect(rotated).toBe(0);
});

test('a head that falls draws a new epoch', async () => {
  await leading();
  await write({ database: wards.database, bus }, ward, 5);
  const [hospitalId, wardId] = ward.split('/');
  // Seen once, so that the fall can be seen.
  const other = await wards.newWard();
  await commitEvents(wards.database, other, 1);
  await until(async () => (await bus.readWindow(other, epoch, 0, 10)).length === 1);
  await wards.test.query('update ward set seq = 3 where hospital_id = $1 and id = $2', [
    hospitalId,
    wardId,
  ]);
  await until(() => rotated === 1, { what: 'a new epoch' });
  const reads = createWardReads(wards.database);
  expect((await reads.allHeads()).epoch).not.toBe(epoch);
});

test('a window above its head, met by a new leader, draws a new epoch', async () => {
  await write({ database: wards.database, bus }, ward, 5);
  const [hospitalId, wardId] = ward.split('/');
  await wards.test.query('update ward set seq = 3 where hospital_id = $1 and id = $2', [
    hospitalId,
    wardId,
  ]);
  await relay();
  await until(() => rotated === 1, { what: 'a new epoch' });
  const direct = new Redis(redis.port, '127.0.0.1');
  direct.on('error', () => undefined);
  await write({ database: wards.database, bus }, ward, 1);
  // The first publish of the new epoch emptied the window.
  await until(async () => (await direct.zcard(`{ward:${hospitalId}:${wardId}}:log`)) === 1);
  direct.disconnect();
});
