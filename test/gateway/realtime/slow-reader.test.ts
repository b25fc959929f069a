import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bus } from '../../../server/bus/bus.ts';
import { createMemoryBus } from '../../../server/bus/memory-bus.ts';
import { until } from '../../support/until.ts';
import { openWardDatabase, type WardDatabase } from './test-database.ts';
import { startRealtime, type TestRealtime } from './test-realtime.ts';
import { write } from './ward-writer.ts';

let wards: WardDatabase;
let bus: Bus;
let realtime: TestRealtime;

beforeAll(async () => {
  wards = await openWardDatabase();
  bus = createMemoryBus({ replayWindowMs: 300_000 });
});
afterAll(async () => {
  await bus.close();
  await wards.close();
});

async function counter(name: string): Promise<number> {
  const metric = await realtime.metrics.getSingleMetric(name)?.get();
  return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0;
}

test('a reader that pauses falls behind, and is brought forward without a gap', async () => {
  realtime = await startRealtime({
    database: wards.database,
    bus,
    limits: { behindBytes: 256 * 1024 },
  });
  const ward = await wards.newWard();
  const slow = await realtime.connect();
  const quick = await realtime.connect();
  await slow.subscribe(ward);
  await quick.subscribe(ward);
  slow.webSocket.pause();
  let head = 0;
  // The system's own buffers take some megabytes before anything queues here.
  while ((await counter('wardline_behind_total')) === 0) {
    head = await write({ database: wards.database, bus }, ward, 20, { size: 20_000 });
    await quick.reaches(ward, head);
  }
  for (let more = 0; more < 5; more += 1) {
    head = await write({ database: wards.database, bus }, ward, 20, { size: 20_000 });
  }
  await quick.reaches(ward, head);
  slow.webSocket.resume();
  await slow.reaches(ward, head);
  head = await write({ database: wards.database, bus }, ward, 1);
  await slow.reaches(ward, head);
  expect([...slow.faults, ...quick.faults]).toEqual([]);
  expect(await counter('wardline_behind_total')).toBeGreaterThan(0);
  await realtime.close();
});

test('a reader that stops reading is closed 4430, and costs a bounded amount of memory', async () => {
  realtime = await startRealtime({
    database: wards.database,
    bus,
    limits: { behindBytes: 256 * 1024, stalledMs: 500 },
  });
  const ward = await wards.newWard();
  const slow = await realtime.connect();
  await slow.subscribe(ward);
  slow.webSocket.pause();
  while ((await counter('wardline_behind_total')) === 0) {
    await write({ database: wards.database, bus }, ward, 20, { size: 20_000 });
  }
  // Nothing drains: the server gives up, and the other end learns why when it reads again.
  await until(async () => (await counter('wardline_websocket_subscriptions')) === 0, {
    what: 'the end of its subscriptions',
  });
  slow.webSocket.resume();
  expect(await slow.closed).toMatchObject({ code: 4430 });
  await realtime.close();
});
