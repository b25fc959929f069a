import { z } from 'zod';
import { hospitalIdSchema } from '../ids.ts';
import { nurseSchema } from '../state/nurse.ts';
import { writeAnswerShape } from './answer.ts';

/** A nurse is back from a break. */
export const endBreakSchema = z.strictObject({
  hospitalId: hospitalIdSchema,
});
export type EndBreak = z.infer<typeof endBreakSchema>;

export const endBreakAnswerSchema = z.object({ nurse: nurseSchema, ...writeAnswerShape });
