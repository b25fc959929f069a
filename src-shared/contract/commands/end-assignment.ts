import { z } from 'zod';
import { assignmentSchema } from '../state/assignment.ts';
import { writeAnswerShape } from './answer.ts';

/** End an assignment. Ending it twice changes nothing. */
export const endAssignmentSchema = z.strictObject({});
export type EndAssignment = z.infer<typeof endAssignmentSchema>;

export const endAssignmentAnswerSchema = z.object({
  assignment: assignmentSchema,
  ...writeAnswerShape,
});
