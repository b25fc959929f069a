import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Bus } from '../../../server/bus/bus.ts';
import { createMemoryBus } from '../../../server/bus/memory-bus.ts';
import { createMemoryPresence } from '../../../server/bus/memory-presence.ts';
import { until } from '../../support/until.ts';
import { openWardDatabase, type WardDatabase } from './test-database.ts';
import { startRealtime } from './test-realtime.ts';
import { write } from './ward-writer.ts';

let wards: WardDatabase;
let bus: Bus;

beforeAll(async () => {
  wards = await openWardDatabase();
  bus = createMemoryBus({ replayWindowMs: 300_000 });
});
afterAll(async () => {
  await bus.close();
  await wards.close();
});

test('dispatchers and administrators are told who is in their hospital, over all gateways', async () => {
  const presence = createMemoryPresence();
  const options = { database: wards.database, bus, presence, limits: { presenceMs: 50 } };
  const [here, there] = [await startRealtime(options), await startRealtime(options)];
  const ward = await wards.newWard();
  const theirs = await wards.newWard('H2');
  const [, wardId = ''] = ward.split('/');
  const dispatcher = await here.connect({ userId: 'dora' });
  await dispatcher.subscribe(ward);
  const nurse = await there.connect({
    userId: 'nina',
    memberships: [{ hospitalId: 'H1', role: 'nurse', wardIds: [wardId] }],
  });
  await nurse.subscribe(ward);
  const stranger = await there.connect({
    userId: 'zoe',
    memberships: [{ hospitalId: 'H2', role: 'dispatcher', wardIds: null }],
  });
  await stranger.subscribe(theirs);

  const both = [
    { id: 'dora', name: 'Name of dora' },
    { id: 'nina', name: 'Name of nina' },
  ];
  const told = (): unknown => dispatcher.frames.findLast((frame) => frame.type === 'presence');
  await until(
    () =>
      JSON.stringify(told()) === JSON.stringify({ type: 'presence', hospital: 'H1', users: both }),
  );
  expect(await stranger.next('presence')).toMatchObject({ hospital: 'H2', users: [{ id: 'zoe' }] });
  const count = dispatcher.frames.filter((frame) => frame.type === 'presence').length;

  nurse.terminate();
  await until(() => JSON.stringify(told()).includes('"users":[{"id":"dora"'));
  await until(() => !JSON.stringify(told()).includes('nina'));
  expect(nurse.frames.some((frame) => frame.type === 'presence')).toBe(false);
  // Told on change alone.
  expect(dispatcher.frames.filter((frame) => frame.type === 'presence')).toHaveLength(count + 1);
  await here.close();
  await there.close();
});

test('a stopping process says goodbye to each in its slot, live until then, and closes 1012', async () => {
  const realtime = await startRealtime({
    database: wards.database,
    bus,
    settings: { drainMs: 400 },
  });
  const ward = await wards.newWard();
  const clients = await Promise.all(Array.from({ length: 20 }, () => realtime.connect()));
  for (const client of clients) await client.subscribe(ward);
  const began = performance.now();
  const ends = clients.map(async (client) => {
    const { code } = await client.closed;
    return { code, at: performance.now() - began };
  });
  const draining = realtime.realtime.drain();
  const refused = new WebSocket(realtime.url(), 'wardline.v1');
  refused.on('error', () => undefined);
  const status = await new Promise((resolve) => {
    refused.on('unexpected-response', (_request, response) => {
      resolve([response.statusCode, response.headers['retry-after']]);
    });
  });
  expect(status).toEqual([503, '1']);
  const head = await write({ database: wards.database, bus }, ward, 1);
  await until(() => clients.filter((client) => client.cursors.get(ward)?.seq === head).length > 0);
  await draining;
  const closed = await Promise.all(ends);
  expect(closed.every(({ code }) => code === 1012)).toBe(true);
  const times = closed.map(({ at }) => at).sort((a, b) => a - b);
  // Spread over the drain time, not all at once.
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(200);
  for (const client of clients) {
    const goodbye = client.frames.at(-1);
    expect(goodbye).toMatchObject({ type: 'goodbye', reason: 'restart' });
    expect(client.faults).toEqual([]);
  }
  await realtime.close();
});

test('closing without a drain closes 1012', async () => {
  const realtime = await startRealtime({ database: wards.database, bus });
  const client = await realtime.connect();
  await client.subscribe(await wards.newWard());
  await realtime.realtime.close();
  expect(await client.closed).toMatchObject({ code: 1012 });
  await realtime.close();
});
