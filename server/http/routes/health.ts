import { z } from 'zod';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import type { HttpParts } from '../parts.ts';
import type { Routes } from './routes.ts';

const open = { open: true } as const;
const tags = ['operation'];
const statusSchema = z.object({ status: z.literal('ok') });
const readySchema = z.object({
  status: z.literal('ready'),
  checks: z.record(z.string(), z.object({ status: z.enum(['ok', 'down']) })),
});

export function healthRoutes(app: Routes, parts: HttpParts): void {
  app.get(
    '/healthz',
    {
      config: open,
      schema: {
        tags,
        summary: 'Whether the process answers',
        security: [],
        response: { 200: statusSchema },
      },
    },
    () => ({ status: 'ok' }) as const,
  );

  app.get(
    '/readyz',
    {
      config: open,
      schema: {
        tags,
        summary:
          'Whether traffic may come, with each dependency; 503 while one is down or draining',
        security: [],
        response: { 200: readySchema },
      },
    },
    async () => {
      const checks = await parts.readiness.checks();
      const draining = parts.readiness.isDraining();
      const down = Object.keys(checks).filter((name) => checks[name]?.status !== 'ok');
      if (!draining && down.length === 0) return { status: 'ready' as const, checks };
      const detail = draining ? 'draining' : `down: ${down.join(', ')}`;
      throw new Refusal('unavailable', detail, { checks, draining });
    },
  );

  app.get(
    '/metrics',
    {
      config: open,
      schema: { tags, summary: 'Metrics in the text format of Prometheus', security: [] },
    },
    async (_request, reply) => {
      const { registry } = parts.metrics;
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}
