import { z } from 'zod';
import { cursorSchema } from '../cursor.ts';
import { wardKeySchema } from '../ids.ts';

/** Client → server: follow a ward from `cursor` on; null when there is no state to go on from. */
export const subscribeFrameSchema = z.object({
  type: z.literal('subscribe'),
  id: z.int().min(0),
  ward: wardKeySchema,
  cursor: cursorSchema.nullable(),
});
export type SubscribeFrame = z.infer<typeof subscribeFrameSchema>;
