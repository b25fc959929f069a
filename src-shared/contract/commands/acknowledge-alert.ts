import { z } from 'zod';
import { alertSchema } from '../state/alert.ts';
import { writeAnswerShape } from './answer.ts';

/** Somebody has taken note. Twice changes nothing; one that has returned is cleared by it. */
export const acknowledgeAlertSchema = z.strictObject({});
export type AcknowledgeAlert = z.infer<typeof acknowledgeAlertSchema>;

/** `alert` as it is afterwards, also where it has left the ward's state. */
export const acknowledgeAlertAnswerSchema = z.object({ alert: alertSchema, ...writeAnswerShape });
