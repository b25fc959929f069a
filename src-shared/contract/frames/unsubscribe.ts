import { z } from 'zod';
import { wardKeySchema } from '../ids.ts';

/** Client → server: no more of this ward. Has no answer. */
export const unsubscribeFrameSchema = z.object({
  type: z.literal('unsubscribe'),
  id: z.int().min(0),
  ward: wardKeySchema,
});
