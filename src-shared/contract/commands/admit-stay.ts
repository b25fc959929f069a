import { z } from 'zod';
import { hospitalIdSchema, localIdSchema, uuidSchema, wardIdSchema } from '../ids.ts';
import { acuitySchema, patientSchema, staySchema } from '../state/stay.ts';
import { inputTimeSchema } from '../time.ts';
import { writeAnswerShape } from './answer.ts';

/** Admit a patient. Without `bedId` the stay waits for a bed. */
export const admitStaySchema = z.strictObject({
  id: uuidSchema.optional(),
  hospitalId: hospitalIdSchema,
  wardId: wardIdSchema,
  bedId: localIdSchema.nullish(),
  patient: patientSchema,
  acuity: acuitySchema.nullish(),
  expectedDischargeAt: inputTimeSchema.nullish(),
});
export type AdmitStay = z.infer<typeof admitStaySchema>;

export const admitStayAnswerSchema = z.object({ stay: staySchema, ...writeAnswerShape });
