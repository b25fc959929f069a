import { z } from 'zod';
import { hospitalIdSchema } from '../ids.ts';
import { nurseSchema } from '../state/nurse.ts';
import { writeAnswerShape } from './answer.ts';

/** A shift ends before its time: sick, sent home. */
export const endShiftSchema = z.strictObject({
  hospitalId: hospitalIdSchema,
  reason: z.string().trim().min(1).max(500),
});
export type EndShift = z.infer<typeof endShiftSchema>;

export const endShiftAnswerSchema = z.object({ nurse: nurseSchema, ...writeAnswerShape });
