import { z } from 'zod';
import { timeSchema } from '../time.ts';
import { severitySchema } from './alert.ts';
import { factsSchema } from './facts.ts';
import { waiverSchema } from './waiver.ts';

export const packRefSchema = z.object({ id: z.string().min(1).max(64), version: z.int().min(1) });
export type PackRef = z.infer<typeof packRefSchema>;

/**
 * A rule that has been broken for its hold time under a waiver, which keeps it from being an alert.
 * The words and numbers stay those it began with.
 */
export const waivedShortfallSchema = z.object({
  ruleId: z.string().min(1).max(64),
  severity: severitySchema,
  /** Since when the rule has been broken, also from before the waiver. */
  since: timeSchema,
  facts: factsSchema,
  text: z.string(),
});
export type WaivedShortfall = z.infer<typeof waivedShortfallSchema>;

/**
 * The last verdict of the staffing rules. `required` and `present` are nurses (null where the
 * pack has no figure for the unit), `ratio` patients per counted nurse, null at none.
 */
export const staffingSchema = z.object({
  pack: packRefSchema,
  required: z.int().min(0).nullable(),
  present: z.int().min(0),
  ratio: z.number().nullable(),
  asOf: timeSchema,
  /** Under which what the rules find raises nothing. */
  waiver: waiverSchema.nullable(),
  /** Sorted by rule; empty without a waiver, and in events from before these were kept. */
  waived: z.array(waivedShortfallSchema).default([]),
});
export type Staffing = z.infer<typeof staffingSchema>;
