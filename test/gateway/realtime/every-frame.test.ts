import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bus } from '../../../server/bus/bus.ts';
import { createMemoryBus } from '../../../server/bus/memory-bus.ts';
import {
  type ClientFrame,
  clientFrameSchema,
} from '../../../src-shared/contract/frames/client-frame.ts';
import { DISPATCHER_H1 } from './test-auth.ts';
import type { TestClient } from './test-client.ts';
import { openWardDatabase, type WardDatabase } from './test-database.ts';
import { startRealtime, type TestRealtime } from './test-realtime.ts';
import { write } from './ward-writer.ts';

// Every frame that a client may send stands in FRAMES, with what it says in order and what it gets
// of another hospital. A frame that is added without a case here fails the first test.

let wards: WardDatabase;
let bus: Bus;
let realtime: TestRealtime;
/** A ward of H2, whose client here is a dispatcher of H1. */
let theirs: string;
const receipts: { userId: string; ids: readonly string[] }[] = [];

beforeAll(async () => {
  wards = await openWardDatabase();
  bus = createMemoryBus({ replayWindowMs: 300_000 });
  const delivered = async ({ userId }: { userId: string }, ids: readonly string[]) => {
    receipts.push({ userId, ids });
  };
  realtime = await startRealtime({ database: wards.database, bus, receipts: { delivered } });
  theirs = await wards.newWard('H2');
});
afterAll(async () => {
  await realtime.close();
  await bus.close();
  await wards.close();
});

/** Something is answered after this only if nothing was before. */
async function nothingOfTheirs(client: TestClient): Promise<void> {
  await write({ database: wards.database, bus }, theirs, 1);
  const own = await wards.newWard();
  await client.subscribe(own);
  await write({ database: wards.database, bus }, own, 1);
  await client.reaches(own, 1);
  expect(client.frames.some((frame) => 'ward' in frame && frame.ward === theirs)).toBe(false);
}

interface Case {
  readonly good: () => Record<string, unknown>;
  /** Sends it about another hospital, or as somebody of another hospital, and gets nothing. */
  readonly foreign: (client: TestClient) => Promise<void>;
}

const FRAMES: Record<ClientFrame['type'], Case> = {
  subscribe: {
    good: () => ({ type: 'subscribe', id: 1, ward: theirs, cursor: null }),
    foreign: async (client) => {
      client.send({ type: 'subscribe', id: 1, ward: theirs, cursor: null });
      expect(await client.next('error')).toMatchObject({ id: 1, code: 'forbidden' });
      await nothingOfTheirs(client);
    },
  },
  unsubscribe: {
    good: () => ({ type: 'unsubscribe', id: 1, ward: theirs }),
    foreign: async (client) => {
      client.send({ type: 'unsubscribe', id: 1, ward: theirs });
      await nothingOfTheirs(client);
      expect(client.frames.some(({ type }) => type === 'error')).toBe(false);
    },
  },
  ack: {
    good: () => ({ type: 'ack', notificationIds: [randomUUID()] }),
    // Whose it is, receipts decide by the user, who is that of the socket whatever the frame says.
    foreign: async (client) => {
      const id = randomUUID();
      client.send({ type: 'ack', notificationIds: [id] });
      await nothingOfTheirs(client);
      expect(receipts.filter(({ ids }) => ids.includes(id))).toEqual([
        { userId: 'hanna', ids: [id] },
      ]);
    },
  },
  auth: {
    good: () => ({ type: 'auth', token: 'x' }),
    foreign: async (client) => {
      realtime.auth.ticket({
        userId: 'otto',
        memberships: [{ hospitalId: 'H2', role: 'dispatcher', wardIds: null }],
      });
      const token = realtime.auth.token('otto', randomUUID(), Date.now() + 3_600_000);
      client.send({ type: 'auth', token });
      expect(await client.closed).toMatchObject({ code: 4001 });
    },
  },
};

test('the list has every frame', () => {
  const types = clientFrameSchema.options.map(({ shape }) => shape.type.value);
  expect(Object.keys(FRAMES).sort()).toEqual([...types].sort());
});

describe.each(Object.entries(FRAMES))('%s', (type, { good, foreign }) => {
  test('with a field that is missing, wrong or not known closes 4400', async () => {
    const frame = good();
    const fields = Object.keys(frame).filter((field) => field !== 'type');
    const bad = [
      ...fields.map((field) => ({ ...frame, [field]: undefined })),
      ...fields.map((field) => ({ ...frame, [field]: { of: 'no kind' } })),
      { ...frame, type: type.toUpperCase() },
    ];
    for (const one of bad) {
      const client = await realtime.connect({ memberships: DISPATCHER_H1 });
      client.send(one);
      expect(await client.closed, JSON.stringify(one)).toMatchObject({ code: 4400 });
    }
  });

  test('gets nothing of another hospital', async () => {
    const client = await realtime.connect({ userId: 'hanna', memberships: DISPATCHER_H1 });
    await foreign(client);
    client.terminate();
  });
});
