import { z } from 'zod';
import { assignmentSchema } from '../state/assignment.ts';
import { eventShape } from './event-shape.ts';

/** A nurse was given a patient, or a post on the ward. */
export const assignmentStartedSchema = z.object({
  ...eventShape,
  type: z.literal('assignment.started'),
  data: z.object({ assignment: assignmentSchema }),
});
