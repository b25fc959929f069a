import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Bus } from '../../../server/bus/bus.ts';
import { createMemoryBus } from '../../../server/bus/memory-bus.ts';
import { createWardReads } from '../../../server/db/ward-reads.ts';
import type { WardReads } from '../../../server/realtime/ports.ts';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { ServerFrame } from '../../../src-shared/contract/frames/server-frame.ts';
import { until } from '../../support/until.ts';
import { openWardDatabase, type WardDatabase } from './test-database.ts';
import { startRealtime, type TestRealtime } from './test-realtime.ts';
import { commitEvents } from './ward-writer.ts';

const HEARTBEAT_MS = 400;
let wards: WardDatabase;
let bus: Bus;
let reads: WardReads & { isDown: boolean; isHung: boolean; queries: number; asked: WardKey[][] };
let realtime: TestRealtime;

beforeAll(async () => {
  wards = await openWardDatabase();
});
afterAll(() => wards.close());
beforeEach(async () => {
  bus = createMemoryBus({ replayWindowMs: 300_000 });
  const real = createWardReads(wards.database);
  const failing = <T>(read: () => Promise<T>): Promise<T> => {
    if (reads.isHung) return new Promise(() => undefined);
    return reads.isDown ? Promise.reject(new Error('PostgreSQL is down')) : read();
  };
  reads = {
    isDown: false,
    isHung: false,
    queries: 0,
    asked: [],
    heads: (keys) => {
      reads.queries += 1;
      reads.asked.push([...keys]);
      return failing(() => real.heads(keys));
    },
    eventsAfter: (...args) => failing(() => real.eventsAfter(...args)),
    snapshot: (ward) => failing(() => real.snapshot(ward)),
  };
  realtime = await startRealtime({
    database: wards.database,
    bus,
    reads,
    settings: { heartbeatMs: HEARTBEAT_MS, heartbeatTimeoutMs: 200 },
  });
});
afterEach(() => realtime.close());

function heartbeatWards(frame: ServerFrame | undefined): Record<string, number> {
  return frame?.type === 'heartbeat' ? frame.wards : {};
}

test('each heartbeat names the head in PostgreSQL of each ward, which heals a lost message', async () => {
  const [one = '', two = ''] = await wards.newWards(2);
  const client = await realtime.connect();
  await client.subscribe(one);
  await client.subscribe(two);
  await client.next('heartbeat');
  // Committed, and never published: nothing but the head tells.
  await commitEvents(wards.database, one, 2);
  await client.reaches(one, 2, 5_000);
  await until(() =>
    client.frames.some((frame) => frame.type === 'heartbeat' && frame.wards[one] === 2),
  );
  const last = client.frames.findLast((frame) => frame.type === 'heartbeat');
  expect(last).toMatchObject({ wards: { [one]: 2, [two]: 0 } });
  expect(client.faults).toEqual([]);
});

test('a socket that follows nothing gets its heartbeat all the same', async () => {
  const client = await realtime.connect();
  expect(await client.next('heartbeat')).toMatchObject({ wards: {} });
});

test('a ward whose head cannot be verified is left out, and comes back', async () => {
  const ward = await wards.newWard();
  const client = await realtime.connect();
  await client.subscribe(ward);
  await until(() => client.frames.some((f) => f.type === 'heartbeat' && f.wards[ward] === 0));
  reads.isDown = true;
  const before = client.frames.length;
  await until(() =>
    client.frames.slice(before).some((f) => f.type === 'heartbeat' && !(ward in f.wards)),
  );
  reads.isDown = false;
  const after = client.frames.length;
  await until(() =>
    client.frames.slice(after).some((f) => f.type === 'heartbeat' && f.wards[ward] === 0),
  );
  expect(client.webSocket.readyState).toBe(WebSocket.OPEN);
});

test('heartbeats do not wait for a PostgreSQL that does not answer', async () => {
  const ward = await wards.newWard();
  const client = await realtime.connect();
  await client.subscribe(ward);
  reads.isHung = true;
  const before = client.frames.length;
  const began = performance.now();
  await until(
    () =>
      client.frames.slice(before).filter((f) => f.type === 'heartbeat' && !(ward in f.wards))
        .length >= 2,
  );
  expect(performance.now() - began).toBeLessThan(5 * HEARTBEAT_MS);
  expect(client.webSocket.readyState).toBe(WebSocket.OPEN);
  reads.isHung = false;
  // The read that hangs is given up after 5 s.
  await until(
    () =>
      client.frames.at(-1)?.type === 'heartbeat' && ward in heartbeatWards(client.frames.at(-1)),
  );
});

test('who subscribes while PostgreSQL is down is recovered when it is back', async () => {
  const ward = await wards.newWard();
  const client = await realtime.connect();
  reads.isDown = true;
  const answer = client.subscribe(ward);
  const heartbeat = await client.next('heartbeat');
  expect(heartbeat.wards).toEqual({});
  expect(client.frames.some((frame) => frame.type === 'subscribed')).toBe(false);
  reads.isDown = false;
  expect(await answer).toMatchObject({ recovery: 'snapshot' });
});

test('events go on while PostgreSQL cannot be asked for heads', async () => {
  const ward = await wards.newWard();
  const client = await realtime.connect();
  await client.subscribe(ward);
  reads.isDown = true;
  const batch = await commitEvents(wards.database, ward, 3);
  await bus.publish([batch]);
  await client.reaches(ward, 3);
});

test('a socket that answers no ping is closed 4408; one that does stays', async () => {
  const good = await realtime.connect();
  const silent = new WebSocket(realtime.url(), 'wardline.v1', { autoPong: false });
  const code = await new Promise<number>((resolve) => silent.once('close', resolve));
  expect(code).toBe(4408);
  expect(good.webSocket.readyState).toBe(WebSocket.OPEN);
});

test('the sockets of a process share the reads of heads', async () => {
  const many = await wards.newWards(20);
  const clients = await Promise.all(Array.from({ length: 40 }, () => realtime.connect()));
  await Promise.all(clients.map((client, index) => client.subscribe(many[index % 20] ?? '')));
  const before = reads.queries;
  const began = performance.now();
  for (const client of clients) {
    const seen = client.frames.length;
    await until(() => client.frames.slice(seen).some((frame) => frame.type === 'heartbeat'));
  }
  const intervals = (performance.now() - began) / HEARTBEAT_MS + 1;
  expect(reads.queries - before).toBeLessThanOrEqual(8 * intervals + 1);
});

test('a process that follows many wards reads a head when it is due, and no other', async () => {
  await realtime.close();
  const limits = { headsAtOnce: 10, batchSpacingMs: 5 };
  const settings = { heartbeatMs: HEARTBEAT_MS, heartbeatTimeoutMs: 200 };
  realtime = await startRealtime({ database: wards.database, bus, reads, settings, limits });
  const many = await wards.newWards(16);
  const clients = await Promise.all(many.map(() => realtime.connect()));
  await Promise.all(clients.map((client, index) => client.subscribe(many[index] ?? '')));
  const before = reads.asked.length;
  const began = performance.now();
  const heartbeats = 4;
  await Promise.all(
    clients.map(async (client, index) => {
      const seen = client.frames.length;
      const beats = (): ServerFrame[] =>
        client.frames.slice(seen).filter((frame) => frame.type === 'heartbeat');
      await until(() => beats().length >= heartbeats);
      expect(heartbeatWards(beats().at(-1))).toEqual({ [many[index] ?? '']: 0 });
    }),
  );
  const intervals = (performance.now() - began) / HEARTBEAT_MS + 1;
  const counts = many.map(
    (ward) => reads.asked.slice(before).filter((keys) => keys.includes(ward)).length,
  );
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(heartbeats - 1);
  // A tick ahead, and once more where that answer has not come yet; not in the slots of others.
  expect(Math.max(...counts)).toBeLessThanOrEqual(2 * intervals);
  // A message lost without a trace is found all the same.
  const [one = ''] = many;
  await commitEvents(wards.database, one, 2);
  await clients[0]?.reaches(one, 2, 5_000);
});
