import { z } from 'zod';
import { timeSchema } from '../time.ts';

/** Server → client: first frame of a socket. `heartbeatMs` and `replayWindowMs` are milliseconds. */
export const welcomeFrameSchema = z.object({
  type: z.literal('welcome'),
  connectionId: z.string(),
  serverTime: timeSchema,
  heartbeatMs: z.int().positive(),
  replayWindowMs: z.int().min(0),
});
