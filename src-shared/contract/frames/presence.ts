import { z } from 'zod';
import { hospitalIdSchema } from '../ids.ts';

/** Server → client: who has a screen open in a hospital; to dispatchers and administrators. */
export const presenceFrameSchema = z.object({
  type: z.literal('presence'),
  hospital: hospitalIdSchema,
  users: z.array(z.object({ id: z.string(), name: z.string() })),
});
