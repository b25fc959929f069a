import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Bus } from '../../../server/bus/bus.ts';
import { createMemoryBus } from '../../../server/bus/memory-bus.ts';
import { parseRedisAddress } from '../../../server/bus/redis-address.ts';
import { createRedisBus } from '../../../server/bus/redis-bus.ts';
import { createWardReads } from '../../../server/db/ward-reads.ts';
import { rotateEpoch } from '../../../server/db/epoch.ts';
import type { ServerFrame } from '../../../src-shared/contract/frames/server-frame.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { openWardDatabase, type WardDatabase } from './test-database.ts';
import { startRealtime, type TestRealtime } from './test-realtime.ts';
import { commitEvents, write } from './ward-writer.ts';

let wards: WardDatabase;
let epoch: string;

beforeAll(async () => {
  wards = await openWardDatabase();
});
beforeEach(async () => {
  const [row] = await wards.test.query<{ epoch: string }>('select epoch from installation');
  epoch = row?.epoch ?? '';
});
afterAll(() => wards.close());

/** The frames of one ward after its answer. */
function framesOf(frames: readonly ServerFrame[], ward: string): ServerFrame[] {
  return frames.filter((frame) => 'ward' in frame && frame.ward === ward);
}

describe.each(['in-process', 'Redis'])('recovery over the bus: %s', (kind) => {
  let redis: TestRedis | undefined;
  let bus: Bus;
  let realtime: TestRealtime;
  let ward: string;

  beforeAll(async () => {
    if (kind === 'Redis') {
      redis = await startRedis();
      bus = createRedisBus({
        address: parseRedisAddress(redis.url),
        replayWindowMs: 300_000,
        onError: () => undefined,
      });
    } else {
      bus = createMemoryBus({ replayWindowMs: 300_000 });
    }
    await until(() => bus.ping().then(() => true));
    realtime = await startRealtime({ database: wards.database, bus });
  });
  afterAll(async () => {
    await realtime.close();
    await bus.close();
    await redis?.stop();
  });
  beforeEach(async () => {
    ward = await wards.newWard();
  });

  const writeTo = (count: number, size = 10): Promise<number> =>
    write({ database: wards.database, bus }, ward, count, { size });

  test('no state yet: a snapshot', async () => {
    await writeTo(3);
    const client = await realtime.connect();
    const answer = await client.subscribe(ward);
    expect(answer).toMatchObject({ recovery: 'snapshot', cursor: { epoch, seq: 3 } });
    const snapshot = await client.next('snapshot');
    expect(snapshot).toMatchObject({ ward, cursor: { epoch, seq: 3 } });
    expect(snapshot.state).toMatchObject({ hospitalId: 'H1', stays: [], beds: [] });
    expect(framesOf(client.frames, ward).map((frame) => frame.type)).toEqual([
      'subscribed',
      'snapshot',
    ]);
    expect(client.faults).toEqual([]);
  });

  test('at the head: current, and then what follows', async () => {
    await writeTo(3);
    const client = await realtime.connect();
    const answer = await client.subscribe(ward, { epoch, seq: 3 });
    expect(answer).toMatchObject({ recovery: 'current', cursor: { epoch, seq: 3 } });
    await writeTo(2);
    await client.reaches(ward, 5);
    expect(client.frames.some((frame) => frame.type === 'snapshot')).toBe(false);
    expect(client.faults).toEqual([]);
  });

  test('inside the window: a delta that ends at the announced cursor', async () => {
    await writeTo(20);
    const client = await realtime.connect();
    const answer = await client.subscribe(ward, { epoch, seq: 5 });
    expect(answer).toMatchObject({ recovery: 'delta', cursor: { epoch, seq: 20 } });
    await client.reaches(ward, 20);
    const events = framesOf(client.frames, ward).flatMap((frame) =>
      frame.type === 'events' ? frame.events.map((event) => event.seq) : [],
    );
    expect(events).toEqual(Array.from({ length: 15 }, (_, index) => 6 + index));
    expect(client.faults).toEqual([]);
  });

  test('exactly 1,000 behind: a delta; 1,001 behind: a snapshot', async () => {
    await writeTo(1_001);
    const near = await realtime.connect();
    expect(await near.subscribe(ward, { epoch, seq: 1 })).toMatchObject({ recovery: 'delta' });
    await near.reaches(ward, 1_001);
    const far = await realtime.connect();
    expect(await far.subscribe(ward, { epoch, seq: 0 })).toMatchObject({
      recovery: 'snapshot',
      cursor: { epoch, seq: 1_001 },
    });
    expect([...near.faults, ...far.faults]).toEqual([]);
  });

  test('no more than 512 KiB behind: a delta; more: a snapshot', async () => {
    const size = 10_000;
    await writeTo(60, size);
    const near = await realtime.connect();
    expect(await near.subscribe(ward, { epoch, seq: 10 })).toMatchObject({ recovery: 'delta' });
    await near.reaches(ward, 60);
    const far = await realtime.connect();
    expect(await far.subscribe(ward, { epoch, seq: 5 })).toMatchObject({ recovery: 'snapshot' });
    expect([...near.faults, ...far.faults]).toEqual([]);
  });

  test('a hole in the window: a snapshot, though both ends are there', async () => {
    await writeTo(5);
    await commitEvents(wards.database, ward, 1);
    await writeTo(5);
    const client = await realtime.connect();
    expect(await client.subscribe(ward, { epoch, seq: 3 })).toMatchObject({
      recovery: 'snapshot',
      cursor: { epoch, seq: 11 },
    });
    expect(client.faults).toEqual([]);
  });

  test('the last event never reached the window: a snapshot, or all of it', async () => {
    await writeTo(5);
    await commitEvents(wards.database, ward, 1);
    const client = await realtime.connect();
    const answer = await client.subscribe(ward, { epoch, seq: 3 });
    expect(answer.cursor).toEqual({ epoch, seq: 6 });
    await client.reaches(ward, 6);
    expect(client.faults).toEqual([]);
  });

  test('another epoch, or above the head: a snapshot', async () => {
    await writeTo(5);
    const client = await realtime.connect();
    const other = await client.subscribe(ward, { epoch: 'another', seq: 5 });
    expect(other).toMatchObject({ recovery: 'snapshot', cursor: { epoch, seq: 5 } });
    const above = await realtime.connect();
    expect(await above.subscribe(ward, { epoch, seq: 6 })).toMatchObject({
      recovery: 'snapshot',
      cursor: { epoch, seq: 5 },
    });
    expect([...client.faults, ...above.faults]).toEqual([]);
  });

  test('the house log is followed like any ward', async () => {
    await wards.test.query(
      "insert into ward (hospital_id, id) values ('H1', '_house') on conflict do nothing",
    );
    const client = await realtime.connect();
    await client.subscribe('H1/_house');
    const snapshot = await client.next('snapshot');
    expect(snapshot.state).toMatchObject({ wardId: '_house', nurses: [], shifts: [], packs: [] });
    await write({ database: wards.database, bus }, 'H1/_house', 1);
    await client.reaches('H1/_house', 1);
  });

  test('subscribing again to a ward answers again, and events come once', async () => {
    await writeTo(2);
    const client = await realtime.connect();
    await client.subscribe(ward);
    await client.subscribe(ward, { epoch, seq: 1 });
    await client.subscribe(ward, { epoch, seq: 2 });
    await writeTo(3);
    await client.reaches(ward, 5);
    expect(client.faults).toEqual([]);
  });

  test('after an unsubscribe nothing more comes', async () => {
    const client = await realtime.connect();
    const other = await wards.newWard();
    await client.subscribe(ward);
    await client.subscribe(other);
    client.send({ type: 'unsubscribe', id: 9, ward });
    await until(async () =>
      (await realtime.metrics.metrics()).includes('wardline_websocket_subscriptions'),
    );
    await client.subscribe(other, { epoch, seq: 0 });
    await writeTo(1);
    await write({ database: wards.database, bus }, other, 1);
    await client.reaches(other, 1);
    expect(framesOf(client.frames, ward).some((frame) => frame.type === 'events')).toBe(false);
  });

  test('450 wards in one burst, and then 550 more', async () => {
    const client = await realtime.connect();
    const many = await wards.newWards(1_000);
    await Promise.all(many.slice(0, 450).map((one) => client.subscribe(one)));
    await Promise.all(many.slice(450).map((one) => client.subscribe(one)));
    expect(client.faults).toEqual([]);
    expect(client.cursors.size).toBe(1_000);
    client.send({ type: 'subscribe', id: 5_000, ward, cursor: null });
    expect(await client.next('error')).toMatchObject({ id: 5_000, code: 'too_many_requests' });
  });

  test('subscribing while 200 transactions commit gives gapless streams', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => realtime.connect()));
    const writes = Promise.all(Array.from({ length: 200 }, () => writeTo(1)));
    await Promise.all(
      clients.map(async (client, index) => {
        await until(async () => (await headOf(ward)) >= index * 8, {
          what: 'the writes',
          every: 1,
        });
        await client.subscribe(ward, index % 2 === 0 ? null : { epoch, seq: index });
      }),
    );
    await writes;
    const head = await headOf(ward);
    expect(head).toBe(200);
    for (const client of clients) {
      await client.reaches(ward, head);
      expect(client.faults).toEqual([]);
    }
  });

  test('a new epoch: a snapshot to each subscriber, never events of two', async () => {
    await writeTo(3);
    const clients = await Promise.all([realtime.connect(), realtime.connect()]);
    for (const client of clients) await client.subscribe(ward);
    await clients[0].next('snapshot');
    const next = await rotateEpoch(wards.database);
    await writeTo(2);
    for (const client of clients) {
      await until(() => client.cursors.get(ward)?.epoch === next, { what: 'the new epoch' });
      await client.reaches(ward, 5);
    }
    await writeTo(2);
    for (const client of clients) {
      await client.reaches(ward, 7);
      expect(client.faults).toEqual([]);
    }
  });
});

test('a window that Redis has lost: a snapshot', async () => {
  await using redis = await startRedis();
  const bus = createRedisBus({
    address: parseRedisAddress(redis.url),
    replayWindowMs: 300_000,
    onError: () => undefined,
  });
  await until(() => bus.ping().then(() => true));
  const realtime = await startRealtime({ database: wards.database, bus });
  const ward = await wards.newWard();
  await write({ database: wards.database, bus }, ward, 5);
  const direct = new Redis(redis.port, '127.0.0.1');
  await direct.flushall();
  const client = await realtime.connect();
  expect(await client.subscribe(ward, { epoch, seq: 2 })).toMatchObject({ recovery: 'snapshot' });
  direct.disconnect();
  await realtime.close();
  await bus.close();
});

test('older than the replay window: a snapshot', async () => {
  const bus = createMemoryBus({ replayWindowMs: 300 });
  const realtime = await startRealtime({
    database: wards.database,
    bus,
    settings: { replayWindowMs: 300 },
  });
  const ward = await wards.newWard();
  const stays = await realtime.connect();
  await stays.subscribe(ward);
  await write({ database: wards.database, bus }, ward, 2);
  await stays.reaches(ward, 2);
  await until(async () => (await bus.readWindow(ward, epoch, 0, 10)).length === 0);
  const client = await realtime.connect();
  await until(
    async () => (await client.subscribe(ward, { epoch, seq: 1 })).recovery === 'snapshot',
    { what: 'a snapshot' },
  );
  await realtime.close();
  await bus.close();
});

async function headOf(ward: string): Promise<number> {
  const reads = createWardReads(wards.database);
  return (await reads.heads([ward])).heads.get(ward) ?? 0;
}
