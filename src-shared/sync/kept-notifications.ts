import { z } from 'zod';
import { notificationShape } from '../contract/frames/notification.ts';
import { uuidSchema } from '../contract/ids.ts';
import { notificationAnswerSchema } from '../contract/notifications.ts';

/** A notification as a device keeps it. */
export const keptNotificationSchema = z.object({
  ...notificationShape,
  isRead: z.boolean(),
  answer: notificationAnswerSchema.nullable(),
});
export type KeptNotification = z.infer<typeof keptNotificationSchema>;

/** What the user did with one and the server has not been told yet: read it, or answered it. */
export const notificationMarkSchema = z.object({
  /** The Idempotency-Key. */
  key: uuidSchema,
  id: uuidSchema,
  /** null: read. */
  answer: notificationAnswerSchema.nullable(),
});
export type NotificationMark = z.infer<typeof notificationMarkSchema>;

/** Newest first, and the marks in the order in which they were made. */
export interface KeptNotifications {
  readonly list: readonly KeptNotification[];
  readonly marks: readonly NotificationMark[];
}

const keptSchema = z.object({ list: z.array(z.unknown()), marks: z.array(z.unknown()) });

/** What can be believed of what a cache holds; null: nothing. */
export function readKeptNotifications(raw: unknown): KeptNotifications | null {
  const parsed = keptSchema.safeParse(raw);
  if (!parsed.success) return null;
  const list = parsed.data.list.flatMap((one) => keptNotificationSchema.safeParse(one).data ?? []);
  const marks = parsed.data.marks.flatMap(
    (one) => notificationMarkSchema.safeParse(one).data ?? [],
  );
  return { list, marks };
}
