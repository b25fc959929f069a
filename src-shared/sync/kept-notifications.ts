import { z } from 'zod';
import { notificationShape } from '../contract/frames/notification.ts';
import { uuidSchema } from '../contract/ids.ts';
import { givenAnswerSchema, notificationAnswerSchema } from '../contract/notifications.ts';

/** An answer that the server did not take, and why in a sentence, until the user has seen it. */
const refusedAnswerSchema = z.object({
  answer: notificationAnswerSchema,
  code: z.string(),
  sentence: z.string(),
});
export type RefusedAnswer = z.infer<typeof refusedAnswerSchema>;

/** A notification as a device keeps it. */
export const keptNotificationSchema = z.object({
  ...notificationShape,
  isRead: z.boolean(),
  answer: notificationAnswerSchema.nullable(),
  /** Who else has answered it for all. */
  answeredBy: givenAnswerSchema.nullable(),
  refused: refusedAnswerSchema.nullable(),
});
export type KeptNotification = z.infer<typeof keptNotificationSchema>;

/** What the user did with one and the server has not been told yet: read it, or answered it. */
export const notificationMarkSchema = z.object({
  /** The Idempotency-Key. */
  key: uuidSchema,
  id: uuidSchema,
  /** null: read. */
  answer: notificationAnswerSchema.nullable(),
  /** When the user did it, by the server's clock. */
  madeAt: z.number(),
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
