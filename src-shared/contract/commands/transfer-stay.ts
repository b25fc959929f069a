import { z } from 'zod';
import { localIdSchema, wardIdSchema } from '../ids.ts';
import { staySchema } from '../state/stay.ts';
import { writeAnswerShape } from './answer.ts';

/** Move a patient to another ward of the same hospital; open assignments end. */
export const transferStaySchema = z.strictObject({
  wardId: wardIdSchema,
  bedId: localIdSchema.nullish(),
});
export type TransferStay = z.infer<typeof transferStaySchema>;

export const transferStayAnswerSchema = z.object({ stay: staySchema, ...writeAnswerShape });
