import { z } from 'zod';
import { hospitalIdSchema, wardIdSchema } from '../ids.ts';
import { bedSchema } from './bed.ts';

/** A ward as an administrator sets it up. `unitType` is a `unit` of the staffing rules. */
export const wardConfigSchema = z.object({
  hospitalId: hospitalIdSchema,
  wardId: wardIdSchema,
  name: z.string().min(1).max(80),
  unitType: z.string().min(1).max(64),
  beds: z.array(bedSchema).max(400),
});
export type WardConfig = z.infer<typeof wardConfigSchema>;
