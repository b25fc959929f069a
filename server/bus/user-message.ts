import { z } from 'zod';
import {
  notificationFrameSchema,
  type NotificationFrame,
} from '../../src-shared/contract/frames/notification.ts';
import { notificationReadFrameSchema } from '../../src-shared/contract/frames/notification-read.ts';
import type { NotificationRow } from '../db/notifications.ts';

/**
 * What goes over `user:{userId}`: a notification with its place in the user's line, or which of
 * them were read, and on which device (null: nobody said).
 */
export const userMessageSchema = z.discriminatedUnion('type', [
  notificationFrameSchema.extend({ seq: z.int().positive() }),
  notificationReadFrameSchema.extend({ deviceId: z.string().nullable() }),
]);

/** A message to all devices of a user, wherever they are connected. */
export interface UserMessage {
  readonly userId: string;
  /** JSON of `userMessageSchema`. */
  readonly text: string;
}

/** The notification as devices get it. */
export function notificationFrame(row: NotificationRow): NotificationFrame {
  const { id, kind, title, ref, createdAt, hospitalId, wardId, senderName } = row;
  return {
    ...{ type: 'notification', id, kind, title, ref, createdAt, hospitalId, wardId },
    from: senderName,
  };
}

/** Nothing for those that wait for their turn. */
export function notificationMessages(rows: readonly NotificationRow[]): UserMessage[] {
  return rows.flatMap((row) =>
    row.seq === null
      ? []
      : { userId: row.userId, text: JSON.stringify({ ...notificationFrame(row), seq: row.seq }) },
  );
}

export function readMessage(
  userId: string,
  ids: readonly string[],
  deviceId: string | null,
): UserMessage {
  return { userId, text: JSON.stringify({ type: 'notificationRead', ids, deviceId }) };
}
