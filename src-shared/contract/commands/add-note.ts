import { z } from 'zod';
import { assignmentSchema } from '../state/assignment.ts';
import { writeAnswerShape } from './answer.ts';

/** Add a hand-over note to an assignment. */
export const addNoteSchema = z.strictObject({
  text: z.string().trim().min(1).max(2000),
});
export type AddNote = z.infer<typeof addNoteSchema>;

export const addNoteAnswerSchema = z.object({ assignment: assignmentSchema, ...writeAnswerShape });
