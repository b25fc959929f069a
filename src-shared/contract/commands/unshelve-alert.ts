import { z } from 'zod';
import { alertSchema } from '../state/alert.ts';
import { writeAnswerShape } from './answer.ts';

/** Bring an alert back before its time on the shelf is over: unacknowledged again. */
export const unshelveAlertSchema = z.strictObject({});
export type UnshelveAlert = z.infer<typeof unshelveAlertSchema>;

export const unshelveAlertAnswerSchema = z.object({ alert: alertSchema, ...writeAnswerShape });
