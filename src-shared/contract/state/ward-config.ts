import { z } from 'zod';
import { bedSchema } from './bed.ts';

/** What an administrator sets of a ward. `unitType` is a `unit` of the staffing rules. */
export const wardConfigSchema = z.object({
  name: z.string().min(1).max(80),
  unitType: z.string().min(1).max(64),
  beds: z.array(bedSchema).max(400),
});
export type WardConfig = z.infer<typeof wardConfigSchema>;
