import { z } from 'zod';
import { localIdSchema, uuidSchema } from '../ids.ts';
import { timeSchema } from '../time.ts';

/** `ref` is the hospital's own number for the patient, `label` what the board shows. */
export const patientSchema = z.object({
  ref: z.string().min(1).max(64),
  label: z.string().min(1).max(80),
});
export type Patient = z.infer<typeof patientSchema>;

/** 1 (least) to 5 (most) care needed. */
export const acuitySchema = z.int().min(1).max(5);

/** One patient's time in one ward; `bedId` null means waiting for a bed there. */
export const staySchema = z.object({
  id: uuidSchema,
  patient: patientSchema,
  bedId: localIdSchema.nullable(),
  acuity: acuitySchema.nullable(),
  admittedAt: timeSchema,
  expectedDischargeAt: timeSchema.nullable(),
});
export type Stay = z.infer<typeof staySchema>;
