import { z } from 'zod';
import { cursorSchema } from '../cursor.ts';
import { wardKeySchema } from '../ids.ts';

export const recoverySchema = z.enum(['current', 'delta', 'snapshot']);
export type Recovery = z.infer<typeof recoverySchema>;

/**
 * Server → client: answer to `subscribe`. `delta` is followed at once by `events` frames that end
 * at `cursor`, `snapshot` by one `snapshot` frame.
 */
export const subscribedFrameSchema = z.object({
  type: z.literal('subscribed'),
  id: z.int(),
  ward: wardKeySchema,
  recovery: recoverySchema,
  cursor: cursorSchema,
});
