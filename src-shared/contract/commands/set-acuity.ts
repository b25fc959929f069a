import { z } from 'zod';
import { acuitySchema, staySchema } from '../state/stay.ts';
import { writeAnswerShape } from './answer.ts';

/** Set how much care a patient needs; null when not known. */
export const setAcuitySchema = z.strictObject({
  acuity: acuitySchema.nullable(),
});
export type SetAcuity = z.infer<typeof setAcuitySchema>;

export const setAcuityAnswerSchema = z.object({ stay: staySchema, ...writeAnswerShape });
