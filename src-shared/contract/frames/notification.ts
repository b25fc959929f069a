import { z } from 'zod';
import { uuidSchema } from '../ids.ts';
import { timeSchema } from '../time.ts';

export const notificationKindSchema = z.enum(['assignment', 'alert', 'message', 'system']);

/** Server → client: sent on each connect until this device acks `id`. */
export const notificationFrameSchema = z.object({
  type: z.literal('notification'),
  id: uuidSchema,
  kind: notificationKindSchema,
  title: z.string(),
  ref: z.string().nullable(),
  createdAt: timeSchema,
});
