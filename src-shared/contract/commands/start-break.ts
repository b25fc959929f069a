import { z } from 'zod';
import { hospitalIdSchema, localIdSchema } from '../ids.ts';
import { nurseSchema } from '../state/nurse.ts';
import { writeAnswerShape } from './answer.ts';

/** A nurse goes on a break of so many minutes. */
export const startBreakSchema = z.strictObject({
  hospitalId: hospitalIdSchema,
  minutes: z.int().min(1).max(240),
  relievedBy: localIdSchema.nullish(),
});
export type StartBreak = z.infer<typeof startBreakSchema>;

export const startBreakAnswerSchema = z.object({ nurse: nurseSchema, ...writeAnswerShape });
