import { z } from 'zod';
import { wardIdSchema } from '../ids.ts';
import { rulePackSchema } from './rule-pack.ts';

/**
 * A rule pack in force in a hospital, with its rules, so that whoever has the house's state can
 * judge every ward. One version of a pack is in force in a hospital at a time.
 */
export const packInForceSchema = rulePackSchema.extend({
  /** In every ward that has no pack of its own. True of exactly one. */
  hospital: z.boolean(),
  /** Wards that have it as their own, sorted. */
  wards: z.array(wardIdSchema),
});
export type PackInForce = z.infer<typeof packInForceSchema>;
