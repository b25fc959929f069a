import { z } from 'zod';
import { uuidSchema } from '../ids.ts';

/** Server → client: another device of the user has read these. */
export const notificationReadFrameSchema = z.object({
  type: z.literal('notificationRead'),
  ids: z.array(uuidSchema).min(1),
});
