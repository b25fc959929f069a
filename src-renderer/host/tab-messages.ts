import { z } from 'zod';
import { cursorsSchema } from '../../src-shared/contract/cursor.ts';
import { hospitalIdSchema, uuidSchema, wardKeySchema } from '../../src-shared/contract/ids.ts';
import { hospitalsAnswerSchema, wardsAnswerSchema } from '../../src-shared/contract/reads.ts';
import { sessionUserSchema } from '../../src-shared/contract/session.ts';
import { logStateSchema } from '../../src-shared/contract/state/log-state.ts';
import { commandSchema } from '../../src-shared/sync/command.ts';
import { keptCommandSchema } from '../../src-shared/sync/kept-command.ts';
import { keptWardSchema } from '../../src-shared/sync/kept-ward.ts';
import type {
  CommandOutcome,
  ConnectionView,
  Freshness,
  PendingView,
  Problem,
  SessionView,
} from '../../src-shared/sync/views.ts';

/**
 * What the tabs of one device say to each other. Tabs may run different builds of the page: raise
 * this when a message changes its form, and the two kinds will leave each other alone.
 */
export const TABS_VERSION = 2;

const problemSchema = z.object({
  code: z.string(),
  status: z.int(),
  sentence: z.string(),
}) satisfies z.ZodType<Problem>;

const freshnessSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('live') }),
  z.object({ kind: z.literal('catching-up'), asOf: z.number().nullable() }),
  z.object({ kind: z.literal('stale'), since: z.number().nullable() }),
  z.object({ kind: z.literal('no-access') }),
]) satisfies z.ZodType<Freshness>;

const connectionSchema = z.discriminatedUnion('phase', [
  z.object({
    phase: z.literal('offline'),
    reason: z.enum(['signed-out', 'unreachable', 'no-access', 'too-many', 'draining']),
    retryAt: z.number().nullable(),
  }),
  z.object({ phase: z.literal('dialing') }),
  z.object({ phase: z.literal('open'), silent: z.boolean() }),
  z.object({ phase: z.literal('closing') }),
]) satisfies z.ZodType<ConnectionView>;

const sessionSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('restoring') }),
  z.object({ status: z.literal('signed-in'), user: sessionUserSchema }),
  z.object({
    status: z.literal('signed-out'),
    reason: z.enum(['never-signed-in', 'signed-out', 'session-ended']),
  }),
]) satisfies z.ZodType<SessionView>;

const pendingSchema = z.object({
  commandId: uuidSchema,
  command: commandSchema,
  madeAt: z.number(),
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
}) satisfies z.ZodType<PendingView>;

const outcomeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('done'),
    cursors: cursorsSchema.nullable(),
    answer: z.record(z.string(), z.unknown()).nullable(),
  }),
  z.object({ status: z.literal('refused'), problem: problemSchema }),
  z.object({ status: z.literal('dropped') }),
]) satisfies z.ZodType<CommandOutcome>;

/** A read or write of what administrators set up; writes bring their Idempotency-Key. */
const setupRequestSchema = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('GET'), path: z.string().startsWith('/api/v1/') }),
  z.object({
    verb: z.enum(['PUT', 'POST']),
    path: z.string().startsWith('/api/v1/'),
    key: uuidSchema,
    body: z.unknown(),
  }),
]);
export type SetupRequest = z.infer<typeof setupRequestSchema>;

/** What a tab asks of the leading one. `execute` may be asked twice: its id makes it one command. */
const callSchema = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('sign-in'),
    username: z.string(),
    password: z.string(),
    ownDevice: z.boolean(),
  }),
  z.object({ method: z.literal('sign-out') }),
  z.object({ method: z.literal('hospitals') }),
  z.object({ method: z.literal('wards'), hospitalId: hospitalIdSchema }),
  z.object({ method: z.literal('execute'), commandId: uuidSchema, command: commandSchema }),
  z.object({
    method: z.literal('resolve'),
    commandId: uuidSchema,
    choice: z.enum(['mine', 'theirs']),
  }),
  z.object({ method: z.literal('dismiss'), commandId: uuidSchema }),
  z.object({ method: z.literal('setup'), request: setupRequestSchema }),
]);
export type TabCall = z.infer<typeof callSchema>;

const failed = z.object({ ok: z.literal(false), problem: problemSchema });

/** What each call answers. */
export const callResultSchemas = {
  'sign-in': z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), failed]),
  'sign-out': z.null(),
  hospitals: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: hospitalsAnswerSchema.shape.hospitals }),
    failed,
  ]),
  wards: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: wardsAnswerSchema.shape.wards }),
    failed,
  ]),
  execute: outcomeSchema,
  resolve: z.null(),
  dismiss: z.null(),
  setup: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: z.unknown() }),
    failed,
  ]),
} satisfies Record<TabCall['method'], z.ZodType>;
type CallResultSchemas = typeof callResultSchemas;
export type CallResult<C extends TabCall> = z.infer<CallResultSchemas[C['method']]>;

/** Any tab to the leading one. */
const toLeaderSchema = z.discriminatedUnion('kind', [
  /** "I am here and want these wards; tell me everything." */
  z.object({ kind: z.literal('hello'), from: z.string(), wards: z.array(wardKeySchema) }),
  z.object({ kind: z.literal('watch'), from: z.string(), wards: z.array(wardKeySchema) }),
  z.object({ kind: z.literal('call'), from: z.string(), callId: z.string(), call: callSchema }),
  /** "Somebody looks at me: how are you?" Also wakes a hidden leader from its throttled timers. */
  z.object({ kind: z.literal('wake'), from: z.string() }),
]);
export type ToLeader = z.infer<typeof toLeaderSchema>;

/**
 * How long ago the leader heard the server, told at a moment of the device's clock, so that a
 * message that lay in a queue is as old as it is. All in milliseconds.
 */
const beatSchema = z.object({
  /** Null: no open socket. */
  ageMs: z.number().nullable(),
  /** How old that may grow before nothing is live any more. */
  boundMs: z.number(),
  serverNow: z.number(),
  postedAt: z.number(),
});
export type Beat = z.infer<typeof beatSchema>;

const wardNewsSchema = z.object({
  ward: wardKeySchema,
  freshness: freshnessSchema,
  /** What the server's events made of it, null: nothing is kept; left out: as before. */
  kept: keptWardSchema.nullable().optional(),
  /** The board as shown, null: as kept; left out: as before. */
  shown: logStateSchema.nullable().optional(),
});
export type WardNews = z.infer<typeof wardNewsSchema>;

/** The leading tab to one tab, or (`to` null) to all. */
const fromLeaderSchema = z.discriminatedUnion('kind', [
  /** "From now on I lead": everybody says hello again and repeats what was not answered. */
  z.object({ kind: z.literal('leading'), to: z.null() }),
  z.object({ kind: z.literal('beat'), to: z.string().nullable(), beat: beatSchema }),
  z.object({
    kind: z.literal('news'),
    to: z.string().nullable(),
    beat: beatSchema,
    session: sessionSchema,
    connection: connectionSchema,
    pending: z.array(pendingSchema),
    queue: z.array(keptCommandSchema),
    wards: z.array(wardNewsSchema),
    gone: z.array(wardKeySchema),
  }),
  z.object({ kind: z.literal('answer'), to: z.string(), callId: z.string(), result: z.unknown() }),
]);
export type FromLeader = z.infer<typeof fromLeaderSchema>;
export type News = Extract<FromLeader, { kind: 'news' }>;

/** What a message on the channel is; null: nothing that this build understands. */
export function readToLeader(message: unknown): ToLeader | null {
  return toLeaderSchema.safeParse(message).data ?? null;
}

export function readFromLeader(message: unknown): FromLeader | null {
  return fromLeaderSchema.safeParse(message).data ?? null;
}
