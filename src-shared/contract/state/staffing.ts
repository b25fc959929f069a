import { z } from 'zod';
import { timeSchema } from '../time.ts';
import { waiverSchema } from './waiver.ts';

export const packRefSchema = z.object({ id: z.string().min(1).max(64), version: z.int().min(1) });
export type PackRef = z.infer<typeof packRefSchema>;

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
});
export type Staffing = z.infer<typeof staffingSchema>;
