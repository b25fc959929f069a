import { z } from 'zod';
import { staySchema } from '../state/stay.ts';
import { writeAnswerShape } from './answer.ts';

/** Discharge a patient; open assignments end. */
export const dischargeStaySchema = z.strictObject({});
export type DischargeStay = z.infer<typeof dischargeStaySchema>;

export const dischargeStayAnswerSchema = z.object({ stay: staySchema, ...writeAnswerShape });
