import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bus } from '../../../server/bus/bus.ts';
import { createMemoryBus } from '../../../server/bus/memory-bus.ts';
import { createWardReads } from '../../../server/db/ward-reads.ts';
import type { WardReads } from '../../../server/realtime/ports.ts';
import { until } from '../../support/until.ts';
import { faultyBus, seeded } from './faulty-bus.ts';
import { openWardDatabase, type WardDatabase } from './test-database.ts';
import { startRealtime } from './test-realtime.ts';
import { commitEvents, write } from './ward-writer.ts';

let wards: WardDatabase;

beforeAll(async () => {
  wards = await openWardDatabase();
});
afterAll(() => wards.close());

/** The seqs a client was given of a ward. */
function seqsOf(frames: readonly { type: string }[], ward: string): number[] {
  return frames.flatMap((frame) =>
    frame.type === 'events' && 'ward' in frame && frame.ward === ward && 'events' in frame
      ? (frame.events as { seq: number }[]).map((event) => event.seq)
      : [],
  );
}

describe.each([1, 2, 3, 4])('messages lost, repeated and out of order, seed %i', (seed) => {
  test('each client gets each event once, in order', async () => {
    const bus = createMemoryBus({ replayWindowMs: 300_000 });
    const faulty = faultyBus(bus, { lost: 0.2, repeated: 0.3, late: 6 }, seeded(seed));
    const realtime = await startRealtime({
      database: wards.database,
      bus: faulty,
      settings: { heartbeatMs: 800 },
    });
    const ward = await wards.newWard();
    const clients = await Promise.all([1, 2, 3].map(() => realtime.connect()));
    for (const client of clients) await client.subscribe(ward);
    const random = seeded(seed + 100);
    let head = 0;
    for (let round = 0; round < 60; round += 1) {
      // Some are committed and never published, as when a gateway dies in between.
      if (random() < 0.1) head = (await commitEvents(wards.database, ward)).events[0]?.seq ?? head;
      else head = await write({ database: wards.database, bus }, ward, 1 + (round % 3));
    }
    for (const client of clients) {
      await client.reaches(ward, head);
      expect(client.faults).toEqual([]);
      expect(seqsOf(client.frames, ward)).toEqual(
        Array.from({ length: head }, (_, index) => index + 1),
      );
    }
    await realtime.close();
    await bus.close();
  });
});

test('a message that overtakes its predecessor waits, and nothing is read for it', async () => {
  const bus = createMemoryBus({ replayWindowMs: 300_000 });
  const reads = counted(createWardReads(wards.database));
  const realtime = await startRealtime({ database: wards.database, bus, reads });
  const ward = await wards.newWard();
  const client = await realtime.connect();
  await client.subscribe(ward);
  const batch = await commitEvents(wards.database, ward, 2);
  const [first, second] = batch.events;
  await bus.publish([{ ...batch, events: second === undefined ? [] : [second] }]);
  await bus.publish([{ ...batch, events: first === undefined ? [] : [first] }]);
  await client.reaches(ward, 2);
  expect(client.faults).toEqual([]);
  expect(reads.calls.eventsAfter).toBe(0);
  await realtime.close();
});

test('a gap that the window does not fill is read from PostgreSQL, once for all readers', async () => {
  const bus = createMemoryBus({ replayWindowMs: 300_000 });
  const reads = counted(createWardReads(wards.database));
  const realtime = await startRealtime({ database: wards.database, bus, reads });
  const ward = await wards.newWard();
  const clients = await Promise.all(Array.from({ length: 10 }, () => realtime.connect()));
  for (const client of clients) await client.subscribe(ward);
  await commitEvents(wards.database, ward, 5);
  const head = await write({ database: wards.database, bus }, ward, 1);
  for (const client of clients) {
    await client.reaches(ward, head);
    expect(client.faults).toEqual([]);
  }
  expect(reads.calls.eventsAfter).toBe(1);
  await realtime.close();
});

test('a gap longer than a delta may be ends in a snapshot', async () => {
  const bus = createMemoryBus({ replayWindowMs: 300_000 });
  const realtime = await startRealtime({ database: wards.database, bus });
  const ward = await wards.newWard();
  const client = await realtime.connect();
  await client.subscribe(ward);
  await commitEvents(wards.database, ward, 1_500);
  const head = await write({ database: wards.database, bus }, ward, 1);
  await client.reaches(ward, head);
  expect(client.frames.filter((frame) => frame.type === 'snapshot')).toHaveLength(2);
  await write({ database: wards.database, bus }, ward, 1);
  await client.reaches(ward, head + 1);
  expect(client.faults).toEqual([]);
  await realtime.close();
});

test('messages that are no events, or never were, reach nobody and stop nothing', async () => {
  const inner = createMemoryBus({ replayWindowMs: 300_000 });
  let say: (ward: string, text: string) => void = () => undefined;
  const bus: Bus = {
    ...inner,
    onMessage: (listener) => {
      say = listener;
      inner.onMessage(listener);
    },
  };
  const realtime = await startRealtime({ database: wards.database, bus });
  const ward = await wards.newWard();
  const other = await wards.newWard();
  const client = await realtime.connect();
  await client.subscribe(ward);
  await client.subscribe(other);
  const real = (await commitEvents(wards.database, other, 1)).events[0]?.text ?? '';
  say(ward, 'not JSON');
  say(ward, '{}');
  say(ward, real);
  // Above anything PostgreSQL has: the head tells that it never was.
  say(ward, real.replaceAll(other, ward).replace('"seq":1,', '"seq":50,'));
  say(ward, real.replaceAll(other, ward).replace('"seq":1,', '"seq":900000,'));
  say(ward, real.replaceAll(other, ward).replace(/"epoch":"[^"]*"/, '"epoch":"forged"'));
  const head = await write({ database: wards.database, bus: inner }, ward, 3);
  await client.reaches(ward, head);
  await until(async () => (await createWardReads(wards.database).heads([ward])).heads.get(ward));
  await write({ database: wards.database, bus: inner }, ward, 1);
  await client.reaches(ward, head + 1);
  expect(client.faults).toEqual([]);
  expect(seqsOf(client.frames, ward)).toEqual([1, 2, 3, 4]);
  await realtime.close();
});

function counted(reads: WardReads): WardReads & { calls: { eventsAfter: number } } {
  const calls = { eventsAfter: 0 };
  return {
    ...reads,
    calls,
    eventsAfter: (...args) => {
      calls.eventsAfter += 1;
      return reads.eventsAfter(...args);
    },
  };
}
