import { z } from 'zod';
import { assignmentSchema } from '../state/assignment.ts';
import { writeAnswerShape } from './answer.ts';

/** The nurse has taken the assignment on. */
export const confirmAssignmentSchema = z.strictObject({});
export type ConfirmAssignment = z.infer<typeof confirmAssignmentSchema>;

export const confirmAssignmentAnswerSchema = z.object({
  assignment: assignmentSchema,
  ...writeAnswerShape,
});
