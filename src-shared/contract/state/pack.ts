import { z } from 'zod';

/** A rule pack in force in a hospital. */
export const packSchema = z.object({
  id: z.string().min(1).max(64),
  version: z.int().min(1),
  title: z.string(),
});
export type Pack = z.infer<typeof packSchema>;
