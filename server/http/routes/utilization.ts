import {
  utilizationAnswerSchema,
  utilizationQuerySchema,
  type Utilization,
} from '../../../src-shared/contract/reads.ts';
import { requireRole } from '../../auth/authorize.ts';
import { readUtilization, type WardHour } from '../../db/utilization.ts';
import { principalOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import { hospitalParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

export function utilizationRoutes(app: Routes, { database }: HttpParts): void {
  app.get(
    '/api/v1/hospitals/:h/utilization',
    {
      schema: {
        tags: ['board'],
        summary: 'Nurse-hours assigned and available, by ward and hour',
        params: hospitalParamsSchema,
        querystring: utilizationQuerySchema,
        response: { 200: utilizationAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      requireRole(principalOf(request), h, ['dispatcher', 'admin', 'integration']);
      const { from, to } = wholeHours(request.query, Date.now());
      const hours = await database.app([h], (tx) => readUtilization(tx, h, from, to), {
        readOnly: true,
      });
      return { from, to, wards: byWard(hours) };
    },
  );
}

function wholeHours(
  query: { from?: string | undefined; to?: string | undefined },
  now: number,
): { from: string; to: string } {
  const from = query.from === undefined ? null : Date.parse(query.from);
  const to = query.to === undefined ? null : Date.parse(query.to);
  const end = to ?? (from === null ? now : from + DAY_MS);
  const begin = from ?? end - DAY_MS;
  return {
    from: new Date(Math.floor(begin / HOUR_MS) * HOUR_MS).toISOString(),
    to: new Date(Math.ceil(end / HOUR_MS) * HOUR_MS).toISOString(),
  };
}

function byWard(rows: readonly WardHour[]): Utilization['wards'] {
  const wards = Map.groupBy(rows, (row) => row.wardId);
  return [...wards].map(([wardId, hours]) => ({
    wardId,
    ...nurseHours(
      hours.reduce((sum, { assigned }) => sum + assigned, 0),
      hours.reduce((sum, { available }) => sum + available, 0),
    ),
    hours: hours.map(({ hour, assigned, available }) => ({
      hour,
      ...nurseHours(assigned, available),
    })),
  }));
}

function nurseHours(assigned: number, available: number) {
  return {
    assigned: hundredths(assigned),
    available: hundredths(available),
    ratio: available === 0 ? null : hundredths(assigned / available),
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
