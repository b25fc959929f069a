import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { VARIABLES } from '../../../server/config/environment.ts';
import { createMetrics } from '../../../server/observability/metrics.ts';
import { createRealtimeMetrics } from '../../../server/realtime/metrics.ts';

function firstColumn(page: string): string[] {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name ?? '');
}

it('docs/configuration.md has every variable, and no other', () => {
  expect(firstColumn('configuration.md').sort()).toEqual([...VARIABLES].sort());
});

it('docs/metrics.md has every metric, and no other', async () => {
  const own = createMetrics({ databasePool: () => ({ total: 0, idle: 0, waiting: 0 }) });
  const sockets = new Registry();
  createRealtimeMetrics(sockets, () => 0);
  const metrics = [
    ...(await own.registry.getMetricsAsJSON()),
    ...(await sockets.getMetricsAsJSON()),
  ];
  const names = metrics.map(({ name }) => name).filter((name) => name.startsWith('wardline_'));
  expect(firstColumn('metrics.md').sort()).toEqual(names.sort());
});
