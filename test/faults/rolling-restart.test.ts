import { afterAll, beforeAll, expect, test } from 'vitest';
import { FaultStage } from './fault-stage.ts';

let stage: FaultStage;

beforeAll(async () => {
  stage = await FaultStage.open({ WARDLINE_DRAIN_MS: '3000' });
}, 180_000);

afterAll(() => stage.close(), 60_000);

test('a rolling restart of both gateways misses no event for any client', async () => {
  const before = stage.clients.map((client) => ({ ...client.recoveries }));
  const connects = stage.clients.map((client) => client.connects);
  const seen = await stage.endure('rolling restart of both gateways', async () => {
    for (const index of stage.gateways.keys()) await stage.restartGateway(index);
  });
  expect(seen.healMs).toBeLessThan(30_000);
  // Each was told, and when to come back: not all in the same moment.
  expect(stage.goodbyes.filter((told) => told.length === 0)).toEqual([]);
  expect(new Set(stage.goodbyes.flat()).size).toBeGreaterThan(stage.clients.length / 2);
  // Each client came back at least once, from its cursor, and needed no whole board for it.
  stage.clients.forEach((client, index) => {
    expect(client.connects).toBeGreaterThan(connects[index] ?? 0);
    expect(client.recoveries.snapshot).toBe(before[index]?.snapshot);
  });
});
