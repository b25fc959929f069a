import { z } from 'zod';
import { localIdSchema } from '../ids.ts';
import { staySchema } from '../state/stay.ts';
import { writeAnswerShape } from './answer.ts';

/** Put a patient into a bed of the same ward; null takes the patient out of it. */
export const setBedSchema = z.strictObject({
  bedId: localIdSchema.nullable(),
});
export type SetBed = z.infer<typeof setBedSchema>;

export const setBedAnswerSchema = z.object({ stay: staySchema, ...writeAnswerShape });
