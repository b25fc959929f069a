import {
  evaluateStaffingAnswerSchema,
  evaluateStaffingSchema,
} from '../../../src-shared/contract/commands/evaluate-staffing.ts';
import { whatIf } from '../../../src-shared/domain/staffing/what-if.ts';
import type { Routes } from './routes.ts';

/** For everybody who is signed in: it reads nothing and stores nothing. */
export function staffingRoutes(app: Routes): void {
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
}
