import { z } from 'zod';

/** Client → server: a renewed access token for this open socket. */
export const authFrameSchema = z.object({
  type: z.literal('auth'),
  token: z.string().min(1).max(8192),
});
