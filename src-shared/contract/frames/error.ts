import { z } from 'zod';

/** Server → client: a request was refused; the socket stays open. `id` is the request's. */
export const errorFrameSchema = z.object({
  type: z.literal('error'),
  id: z.int().nullable(),
  code: z.string(),
  message: z.string(),
});
