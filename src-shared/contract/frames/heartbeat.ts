import { z } from 'zod';
import { wardKeySchema } from '../ids.ts';
import { timeSchema } from '../time.ts';

/** Server → client: the newest seq in PostgreSQL of each ward that could be verified. */
export const heartbeatFrameSchema = z.object({
  type: z.literal('heartbeat'),
  serverTime: timeSchema,
  wards: z.record(wardKeySchema, z.int().min(0)),
});
