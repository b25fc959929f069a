import { z } from 'zod';
import { assignmentSchema } from '../state/assignment.ts';
import { eventShape } from './event-shape.ts';

/** A hand-over note was added to an assignment. */
export const handoverNotedSchema = z.object({
  ...eventShape,
  type: z.literal('handover.noted'),
  data: z.object({ assignment: assignmentSchema }),
});
