import { z } from 'zod';
import { cursorsSchema } from '../contract/cursor.ts';
import { uuidSchema, wardKeySchema } from '../contract/ids.ts';
import { sessionUserSchema } from '../contract/session.ts';
import { commandSchema } from './command.ts';
import { keptNotificationSchema } from './kept-notifications.ts';
import type {
  CommandOutcome,
  ConnectionView,
  Freshness,
  NotificationView,
  PendingView,
  Problem,
  SessionView,
} from './views.ts';

// The views of views.ts as they come from another process or tab: parsed before they are believed.

export const problemSchema = z.object({
  code: z.string(),
  status: z.int(),
  sentence: z.string(),
}) satisfies z.ZodType<Problem>;

export const freshnessSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('live') }),
  z.object({ kind: z.literal('catching-up'), asOf: z.number().nullable() }),
  z.object({ kind: z.literal('stale'), since: z.number().nullable() }),
  z.object({ kind: z.literal('no-access') }),
]) satisfies z.ZodType<Freshness>;

export const connectionSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('offline'),
    reason: z.enum(['signed-out', 'unreachable', 'no-access', 'too-many', 'draining']),
    retryAt: z.number().nullable(),
  }),
  z.object({ phase: z.literal('dialing') }),
  z.object({ phase: z.literal('open'), silent: z.boolean() }),
  z.object({ phase: z.literal('closing') }),
]) satisfies z.ZodType<ConnectionView>;

export const sessionViewSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('restoring') }),
  z.object({ status: z.literal('signed-in'), user: sessionUserSchema }),
  z.object({
    status: z.literal('signed-out'),
    reason: z.enum(['never-signed-in', 'signed-out', 'session-ended', 'wiped']),
  }),
]) satisfies z.ZodType<SessionView>;

export const pendingSchema = z.object({
  commandId: uuidSchema,
  command: commandSchema,
  madeAt: z.number(),
  expiresAt: z.number(),
  status: z.enum(['waiting', 'sending', 'accepted', 'question', 'refused']),
  problem: problemSchema.nullable(),
  meanwhile: z.array(
    z.object({
      ward: wardKeySchema.nullable(),
      type: z.string(),
      at: z.string(),
      actor: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  shown: z.boolean(),
  changeable: z.boolean(),
  behind: uuidSchema.nullable(),
}) satisfies z.ZodType<PendingView>;

export const notificationViewSchema = keptNotificationSchema.extend({
  isPending: z.boolean(),
}) satisfies z.ZodType<NotificationView>;

export const outcomeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('done'),
    cursors: cursorsSchema.nullable(),
    answer: z.record(z.string(), z.unknown()).nullable(),
  }),
  z.object({ status: z.literal('refused'), problem: problemSchema }),
  z.object({ status: z.literal('dropped') }),
]) satisfies z.ZodType<CommandOutcome>;

/**
 * How long ago whoever has the engine heard the server, told at a moment of the device's clock, so that a
 * message that lay in a queue is as old as it is. All in milliseconds.
 */
export const beatSchema = z.object({
  /** Null: no open socket. */
  ageMs: z.number().nullable(),
  /** How old that may grow before nothing is live any more. */
  boundMs: z.number(),
  serverNow: z.number(),
  postedAt: z.number(),
});
export type Beat = z.infer<typeof beatSchema>;
