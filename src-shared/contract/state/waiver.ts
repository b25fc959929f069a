import { z } from 'zod';
import { timeSchema } from '../time.ts';

/** In an emergency: what the rules find in a ward raises nothing until `endsAt`. */
export const waiverSchema = z.object({
  author: z.string().min(1).max(80),
  reason: z.string().min(1).max(500),
  endsAt: timeSchema,
});
export type Waiver = z.infer<typeof waiverSchema>;
