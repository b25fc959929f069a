import { z } from 'zod';

/** Server → client: a planned close follows; come back after this many milliseconds. */
export const goodbyeFrameSchema = z.object({
  type: z.literal('goodbye'),
  reason: z.string(),
  reconnectAfterMs: z.int().min(0),
});
