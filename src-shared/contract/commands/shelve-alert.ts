import { z } from 'zod';
import { alertSchema } from '../state/alert.ts';
import { writeAnswerShape } from './answer.ts';

/** A twelve-hour shift. */
export const SHELVE_MINUTES_MAX = 720;

/** Set an alert aside for a while, and say why. */
export const shelveAlertSchema = z.strictObject({
  minutes: z.int().min(1).max(SHELVE_MINUTES_MAX),
  reason: z.string().trim().min(1).max(500),
});
export type ShelveAlert = z.infer<typeof shelveAlertSchema>;

export const shelveAlertAnswerSchema = z.object({ alert: alertSchema, ...writeAnswerShape });
