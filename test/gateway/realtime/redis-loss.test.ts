import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bus } from '../../../server/bus/bus.ts';
import { parseRedisAddress } from '../../../server/bus/redis-address.ts';
import { createRedisBus } from '../../../server/bus/redis-bus.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { openWardDatabase, type WardDatabase } from './test-database.ts';
import { startRealtime, type TestRealtime } from './test-realtime.ts';
import { write } from './ward-writer.ts';

let wards: WardDatabase;
let redis: TestRedis;
let writer: Bus;
/** Two gateways' socket layers, each with connections of its own. */
const realtimes: TestRealtime[] = [];

function connectBus(): Bus {
  return createRedisBus({
    address: parseRedisAddress(redis.url),
    replayWindowMs: 300_000,
    onError: () => undefined,
  });
}

beforeAll(async () => {
  [wards, redis] = await Promise.all([openWardDatabase(), startRedis()]);
  writer = connectBus();
  for (let process = 0; process < 2; process += 1) {
    const bus = connectBus();
    // No heartbeat brings anybody forward here.
    const settings = { heartbeatMs: 60_000 };
    realtimes.push(await startRealtime({ database: wards.database, bus, settings }));
  }
  await until(() => Promise.all([writer, ...realtimes.map((r) => r.bus)].map((b) => b.ping())));
});
afterAll(async () => {
  for (const realtime of realtimes) {
    await realtime.close();
    await realtime.bus.close();
  }
  await writer.close();
  await redis.stop();
  await wards.close();
});

test('sockets of two processes get the same stream, while Redis is killed and restarted', async () => {
  const ward = await wards.newWard();
  const clients = (
    await Promise.all(realtimes.map((r) => Promise.all([r.connect(), r.connect()])))
  ).flat();
  for (const client of clients) await client.subscribe(ward);
  const parts = { database: wards.database, bus: writer };
  let head = await write(parts, ward, 5);
  for (const client of clients) await client.reaches(ward, head);

  for (let round = 0; round < 2; round += 1) {
    await redis.kill9();
    // Committed while nobody can be told.
    for (let count = 0; count < 10; count += 1) head = await write(parts, ward, 1);
    // Heads alone bring the readers forward, within about a second.
    for (const client of clients) await client.reaches(ward, head, 6_000);
    await redis.restart();
    await until(() => writer.ping().then(() => true));
    await until(() => realtimes.every((realtime) => realtime.bus.isUp()));
    head = await write(parts, ward, 5);
    for (const client of clients) await client.reaches(ward, head, 2_000);
  }
  for (const client of clients) expect(client.faults).toEqual([]);
});

test('sockets get what is committed while Redis answers and refuses to publish it', async () => {
  const ward = await wards.newWard();
  const clients = await Promise.all(realtimes.map((realtime) => realtime.connect()));
  for (const client of clients) await client.subscribe(ward);
  const direct = new Redis(redis.port, '127.0.0.1');
  const parts = { database: wards.database, bus: writer };
  await direct.config('SET', 'maxmemory', '1');
  for (let round = 0; round < 3; round += 1) {
    const head = await write(parts, ward, 1);
    for (const client of clients) await client.reaches(ward, head, 6_000);
  }
  await direct.config('SET', 'maxmemory', '0');
  direct.disconnect();
  await until(() => [writer, ...realtimes.map(({ bus }) => bus)].every((bus) => bus.isUp()));
  const head = await write(parts, ward, 2);
  for (const client of clients) {
    await client.reaches(ward, head, 2_000);
    expect(client.faults).toEqual([]);
  }
});

test('who subscribes while Redis is down is recovered, and live when it is back', async () => {
  const ward = await wards.newWard();
  const parts = { database: wards.database, bus: writer };
  await redis.kill9();
  await until(() => realtimes.every((realtime) => !realtime.bus.isUp()));
  let head = await write(parts, ward, 3);
  const clients = await Promise.all(realtimes.map((realtime) => realtime.connect()));
  for (const client of clients) {
    expect(await client.subscribe(ward)).toMatchObject({ cursor: { seq: head } });
  }
  head = await write(parts, ward, 2);
  await redis.restart();
  for (const client of clients) await client.reaches(ward, head, 6_000);
  await until(() => writer.ping().then(() => true));
  await until(() => realtimes.every((realtime) => realtime.bus.isUp()));
  head = await write(parts, ward, 2);
  for (const client of clients) {
    await client.reaches(ward, head, 2_000);
    expect(client.faults).toEqual([]);
  }
});

test('a channel is joined only while a socket wants its ward', async () => {
  const bus = connectBus();
  const joined = new Set<string>();
  const watched: Bus = {
    ...bus,
    join: (ward) => {
      joined.add(ward);
      return bus.join(ward);
    },
    leave: (ward) => {
      joined.delete(ward);
      return bus.leave(ward);
    },
  };
  const realtime = await startRealtime({
    database: wards.database,
    bus: watched,
    limits: { leaveGraceMs: 50 },
  });
  const [one = '', two = ''] = await wards.newWards(2);
  const client = await realtime.connect();
  expect([...joined]).toEqual([]);
  await client.subscribe(one);
  await client.subscribe(two);
  expect([...joined]).toEqual([one, two]);
  client.send({ type: 'unsubscribe', id: 1, ward: one });
  await until(() => !joined.has(one));
  expect([...joined]).toEqual([two]);
  client.terminate();
  await until(() => joined.size === 0);
  const again = await realtime.connect();
  await again.subscribe(one);
  const head = await write({ database: wards.database, bus: writer }, one, 1);
  await again.reaches(one, head, 2_000);
  await realtime.close();
  await bus.close();
});
