import { z } from 'zod';
import { assignmentSchema } from '../state/assignment.ts';
import { eventShape } from './event-shape.ts';

/** The assignment is over. */
export const assignmentEndedSchema = z.object({
  ...eventShape,
  type: z.literal('assignment.ended'),
  data: z.object({ assignment: assignmentSchema }),
});
