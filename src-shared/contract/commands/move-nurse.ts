import { z } from 'zod';
import { hospitalIdSchema, wardIdSchema } from '../ids.ts';
import { nurseSchema } from '../state/nurse.ts';
import { writeAnswerShape } from './answer.ts';

/** The running shift goes on in another ward (`_house`: the float pool); assignments in the old ward end. */
export const moveNurseSchema = z.strictObject({
  hospitalId: hospitalIdSchema,
  toHospitalId: hospitalIdSchema.optional(),
  wardId: wardIdSchema,
  reason: z.string().trim().min(1).max(500).optional(),
});
export type MoveNurse = z.infer<typeof moveNurseSchema>;

export const moveNurseAnswerSchema = z.object({ nurse: nurseSchema, ...writeAnswerShape });
