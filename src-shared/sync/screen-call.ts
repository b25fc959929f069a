import { z } from 'zod';
import { hospitalIdSchema, uuidSchema } from '../contract/ids.ts';
import { notificationAnswerSchema } from '../contract/notifications.ts';
import { hospitalsAnswerSchema, wardsAnswerSchema } from '../contract/reads.ts';
import { commandSchema } from './command.ts';
import { outcomeSchema, problemSchema } from './view-schemas.ts';

/** A read or write of what administrators set up; writes bring their Idempotency-Key. */
export const setupRequestSchema = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('GET'), path: z.string().startsWith('/api/v1/') }),
  z.object({
    verb: z.enum(['PUT', 'POST']),
    path: z.string().startsWith('/api/v1/'),
    key: uuidSchema,
    body: z.unknown(),
  }),
]);
export type SetupRequest = z.infer<typeof setupRequestSchema>;

/**
 * What a screen asks of the engine, in this process or another. `execute` may be asked twice: its id
 * makes it one command.
 */
export const screenCallSchema = z.discriminatedUnion('method', [
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
  /** Puts other contents into a command that was never sent; it keeps its id and its place. */
  z.object({ method: z.literal('amend'), commandId: uuidSchema, command: commandSchema }),
  /** Moves a command that was never sent before another one, or to the end. */
  z.object({
    method: z.literal('reorder'),
    commandId: uuidSchema,
    before: uuidSchema.nullable(),
  }),
  z.object({ method: z.literal('setup'), request: setupRequestSchema }),
  z.object({
    method: z.literal('mark-notification'),
    id: uuidSchema,
    /** Null: read. */
    answer: notificationAnswerSchema.nullable(),
  }),
]);
export type ScreenCall = z.infer<typeof screenCallSchema>;

const failed = z.object({ ok: z.literal(false), problem: problemSchema });

/** What each call answers. */
export const screenCallResultSchemas = {
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
  /** `false`: it was sent meanwhile, or may not be changed like this. */
  amend: z.boolean(),
  reorder: z.boolean(),
  'mark-notification': z.null(),
  setup: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value: z.unknown() }),
    failed,
  ]),
} satisfies Record<ScreenCall['method'], z.ZodType>;
export type ScreenCallResult<C extends ScreenCall> = z.infer<
  (typeof screenCallResultSchemas)[C['method']]
>;
