import { z } from 'zod';
import { assignmentSchema } from '../state/assignment.ts';
import { eventShape } from './event-shape.ts';

/** The assignment was delivered to, or confirmed by, the nurse. */
export const assignmentUpdatedSchema = z.object({
  ...eventShape,
  type: z.literal('assignment.updated'),
  data: z.object({ assignment: assignmentSchema }),
});
