import { z } from 'zod';
import { notificationKindSchema, notificationShape } from './frames/notification.ts';
import { hospitalIdSchema, localIdSchema, uuidSchema, wardIdSchema } from './ids.ts';
import { inputTimeSchema, timeSchema } from './time.ts';

/** How a message is answered, with one tap. */
export const notificationAnswerSchema = z.enum(['yes', 'no', 'call_me']);
export type NotificationAnswer = z.infer<typeof notificationAnswerSchema>;

/**
 * POST /notifications: to one user (`userId`; `hospitalId` where both work in several), to the user
 * of a nurse (`hospitalId` and `nurseId`), to everybody on a ward (`hospitalId` and `wardId`), or,
 * with `role` besides, to the dispatchers of that ward.
 */
export const postNotificationSchema = z
  .strictObject({
    id: uuidSchema.optional(),
    userId: localIdSchema.optional(),
    hospitalId: hospitalIdSchema.optional(),
    nurseId: localIdSchema.optional(),
    wardId: wardIdSchema.optional(),
    role: z.literal('dispatcher').optional(),
    kind: notificationKindSchema,
    title: z.string().trim().min(1).max(280),
    ref: z.string().trim().min(1).max(200).nullish(),
  })
  .refine(({ userId, nurseId, wardId }) => [userId, nurseId, wardId].filter(isGiven).length === 1, {
    path: ['userId'],
    message: 'name a user, or a hospital and a nurse, or a hospital and a ward',
  })
  .refine(({ nurseId, wardId, hospitalId }) => isGiven(hospitalId) || !isGiven(nurseId ?? wardId), {
    path: ['hospitalId'],
    message: 'name the hospital of the nurse or ward',
  })
  .refine(({ role, wardId }) => !isGiven(role) || isGiven(wardId), {
    path: ['wardId'],
    message: 'name the ward whose dispatchers are meant',
  });
function isGiven(value: string | undefined): boolean {
  return value !== undefined;
}
export type PostNotification = z.infer<typeof postNotificationSchema>;

/** `recipients`: how many users it goes to; nobody on a ward may be one. */
export const postNotificationAnswerSchema = z.object({
  id: uuidSchema,
  recipients: z.int().min(0),
});

/** `deviceId`: where it was read, so that this device need not be told. */
export const readNotificationSchema = z.strictObject({
  deviceId: z.string().min(1).max(128).optional(),
});
export type ReadNotification = z.infer<typeof readNotificationSchema>;

/**
 * `givenAt`: when the user gave it, by the server's clock; without it, now. An answer that differs
 * and was given later on another device stands: 409 `changed_since`.
 */
export const answerNotificationSchema = z.strictObject({
  answer: notificationAnswerSchema,
  givenAt: inputTimeSchema.optional(),
  deviceId: z.string().min(1).max(128).optional(),
});
export type AnswerNotification = z.infer<typeof answerNotificationSchema>;

/** Who else has answered a call for help, so that it needs the caller no more. */
export const givenAnswerSchema = z.object({ name: z.string(), answer: notificationAnswerSchema });
export type GivenAnswer = z.infer<typeof givenAnswerSchema>;

/** A notification as its user sees it. */
export const notificationSchema = z.object({
  ...notificationShape,
  /** By the first of the user's devices. */
  deliveredAt: timeSchema.nullable(),
  readAt: timeSchema.nullable(),
  /** To a message; the one given last counts. */
  answer: notificationAnswerSchema.nullable(),
  answeredAt: timeSchema.nullable(),
  answeredBy: givenAnswerSchema.nullable(),
});
export type Notification = z.infer<typeof notificationSchema>;

export const notificationAnswerOfWriteSchema = z.object({ notification: notificationSchema });

export const notificationsQuerySchema = z.strictObject({ unread: z.enum(['0', '1']).optional() });
/** Newest first, at most 200. */
export const notificationsAnswerSchema = z.object({ notifications: z.array(notificationSchema) });

/** What the caller has sent in a hospital within a day, newest first, and what came of it. */
export const sentNotificationSchema = z.object({
  id: uuidSchema,
  wardId: wardIdSchema.nullable(),
  title: z.string(),
  createdAt: timeSchema,
  recipients: z.array(
    z.object({
      userId: localIdSchema,
      name: z.string(),
      deliveredAt: timeSchema.nullable(),
      readAt: timeSchema.nullable(),
      answer: notificationAnswerSchema.nullable(),
      answeredAt: timeSchema.nullable(),
    }),
  ),
});
export type SentNotification = z.infer<typeof sentNotificationSchema>;
export const sentNotificationsAnswerSchema = z.object({
  messages: z.array(sentNotificationSchema),
});
