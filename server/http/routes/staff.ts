import { locationsAnswerSchema } from '../../../src-shared/contract/commands/put-locations.ts';
import {
  nursesAnswerSchema,
  shiftsAnswerSchema,
  shiftsQuerySchema,
} from '../../../src-shared/contract/reads.ts';
import { requireRole } from '../../auth/authorize.ts';
import { listLocations, listNurses, listShifts } from '../../db/staff-lists.ts';
import { principalOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import { hospitalParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const tags = ['setup'];
const readOnly = { readOnly: true } as const;
const DAYS_AHEAD_MS = 14 * 24 * 60 * 60 * 1000;

/** Who works in a hospital, when, and where its HL7 locations lie. */
export function staffRoutes(app: Routes, { database }: HttpParts): void {
  const params = hospitalParamsSchema;

  app.get(
    '/api/v1/hospitals/:h/nurses',
    {
      schema: {
        tags,
        summary: 'The staff, on duty or not',
        params,
        response: { 200: nursesAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      requireRole(principalOf(request), h, ['dispatcher', 'admin', 'integration']);
      return { nurses: await database.app([h], (tx) => listNurses(tx, h), readOnly) };
    },
  );

  app.get(
    '/api/v1/hospitals/:h/shifts',
    {
      schema: {
        tags,
        summary: 'Shifts that touch a span; default: running, and planned for the next 14 days',
        params,
        querystring: shiftsQuerySchema,
        response: { 200: shiftsAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      requireRole(principalOf(request), h, ['dispatcher', 'admin', 'integration']);
      const now = Date.now();
      const span = {
        from: request.query.from ?? new Date(now).toISOString(),
        to: request.query.to ?? new Date(now + DAYS_AHEAD_MS).toISOString(),
        nurseId: request.query.nurseId ?? null,
      };
      return { shifts: await database.app([h], (tx) => listShifts(tx, h, span), readOnly) };
    },
  );

  app.get(
    '/api/v1/hospitals/:h/locations',
    {
      schema: {
        tags,
        summary: 'The mapping of HL7 locations',
        params,
        response: { 200: locationsAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      requireRole(principalOf(request), h, ['admin']);
      return { locations: await database.app([h], (tx) => listLocations(tx, h), readOnly) };
    },
  );
}
