import { z } from 'zod';
import { hospitalIdSchema, uuidSchema, wardIdSchema } from '../ids.ts';
import { timeSchema } from '../time.ts';

export const notificationKindSchema = z.enum(['assignment', 'alert', 'message', 'system']);
export type NotificationKind = z.infer<typeof notificationKindSchema>;

/** What every notification says, in frames and lists. */
export const notificationShape = {
  id: uuidSchema,
  kind: notificationKindSchema,
  title: z.string(),
  /** Of an assignment or an alert its id; of what others send, what they say. */
  ref: z.string().nullable(),
  createdAt: timeSchema,
  hospitalId: hospitalIdSchema,
  wardId: wardIdSchema.nullable(),
  /** Who sent it, as people read it; null: Wardline itself. */
  from: z.string().nullable(),
};

/** Server → client: sent on each connect until this device acks `id`, or the user has read it. */
export const notificationFrameSchema = z.object({
  type: z.literal('notification'),
  ...notificationShape,
});
export type NotificationFrame = z.infer<typeof notificationFrameSchema>;
