import { z } from 'zod';
import { uuidSchema, wardIdSchema } from '../ids.ts';
import { waiverSchema } from '../state/waiver.ts';
import { inputTimeSchema, timeSchema } from '../time.ts';
import { writeAnswerShape } from './answer.ts';

/** Three days: whoever waives rules for longer says so again. */
export const WAIVER_HOURS_MAX = 72;

/** In an emergency: from now until `endsAt` (at most 72 hours off) rules raise nothing in a ward (null: in all). */
export const startWaiverSchema = z.strictObject({
  id: uuidSchema.optional(),
  wardId: wardIdSchema.nullable(),
  reason: z.string().trim().min(1).max(500),
  endsAt: inputTimeSchema,
});
export type StartWaiver = z.infer<typeof startWaiverSchema>;

/** A waiver as it is kept. `endedAt` is set where somebody ended it before its time. */
export const keptWaiverSchema = waiverSchema.extend({
  id: uuidSchema,
  wardId: wardIdSchema.nullable(),
  startsAt: timeSchema,
  endedAt: timeSchema.nullable(),
  endedBy: z.string().nullable(),
});
export type KeptWaiver = z.infer<typeof keptWaiverSchema>;

export const startWaiverAnswerSchema = z.object({ waiver: keptWaiverSchema, ...writeAnswerShape });
