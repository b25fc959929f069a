import { z } from 'zod';
import { cursorSchema, cursorsSchema } from '../cursor.ts';

/** What every write answers: the ward's position after it, and that of each ward it touched. */
export const writeAnswerShape = { cursor: cursorSchema, cursors: cursorsSchema };
export const writeAnswerSchema = z.object(writeAnswerShape);
export type WriteAnswer = z.infer<typeof writeAnswerSchema>;
