import {
  evaluateStaffingAnswerSchema,
  evaluateStaffingSchema,
} from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import {
  staffingHistoryAnswerSchema,
  staffingHistoryQuerySchema,
} from '../../../src-shared/contract/staffing-reads.ts';
import { whatIf } from '../../../src-shared/domain/staffing/what-if.ts';
import { readStaffingHistory } from '../../db/staffing-history.ts';
import { principalOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import { wardParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';
import { requireReader, requireStaffedWard } from './ward.ts';

const HOUR_MS = 60 * 60 * 1000;

export function staffingRoutes(app: Routes, { database }: HttpParts): void {
  // For everybody who is signed in: it reads nothing and stores nothing.
  app.post(
    '/api/v1/staffing/evaluate',
    {
      schema: {
        tags: ['staffing'],
        summary: 'What the rules would say to so many patients and these people',
        body: evaluateStaffingSchema,
        response: { 200: evaluateStaffingAnswerSchema },
      },
    },
    (request) => whatIf(request.body),
  );

  app.get(
    '/api/v1/hospitals/:h/wards/:w/staffing',
    {
      schema: {
        tags: ['staffing'],
        summary: 'How the verdict on a ward went in the last hours, and which alerts stood',
        params: wardParamsSchema,
        querystring: staffingHistoryQuerySchema,
        response: { 200: staffingHistoryAnswerSchema },
      },
    },
    async (request) => {
      const { h, w } = request.params;
      await requireReader(database, principalOf(request), { hospitalId: h, wardId: w });
      const now = Date.now();
      const span = {
        from: new Date(now - request.query.hours * HOUR_MS).toISOString(),
        to: new Date(now).toISOString(),
      };
      return database.app(
        [h],
        async (tx) => {
          await requireStaffedWard(tx, { hospitalId: h, wardId: w });
          return readStaffingHistory(tx, h, w, span);
        },
        { readOnly: true },
      );
    },
  );
}
