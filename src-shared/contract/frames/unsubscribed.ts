import { z } from 'zod';
import { wardKeySchema } from '../ids.ts';

/** Server → client: the right to this ward was withdrawn; what is kept of it must be deleted. */
export const unsubscribedFrameSchema = z.object({
  type: z.literal('unsubscribed'),
  ward: wardKeySchema,
  code: z.string(),
});
