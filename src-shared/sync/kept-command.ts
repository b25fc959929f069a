import { z } from 'zod';
import { cursorsSchema } from '../contract/cursor.ts';
import { uuidSchema, wardKeySchema } from '../contract/ids.ts';
import { commandSchema } from './command.ts';

const problemViewSchema = z.object({
  code: z.string(),
  status: z.int(),
  sentence: z.string(),
});

const meanwhileSchema = z.object({
  ward: wardKeySchema.nullable(),
  type: z.string(),
  at: z.string(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/**
 * Where a command stands.
 * - `queued`: to be sent, or sent and not answered; the same key makes sending it again harmless
 * - `accepted`: answered 2xx; `awaiting` are the watched wards that have not reached `cursors` yet
 * - `question`, `refused`: see `PendingView`
 */
const standingSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('queued') }),
  z.object({
    status: z.literal('accepted'),
    cursors: cursorsSchema,
    awaiting: z.array(wardKeySchema),
  }),
  z.object({
    status: z.literal('question'),
    problem: problemViewSchema,
    meanwhile: z.array(meanwhileSchema),
  }),
  z.object({ status: z.literal('refused'), problem: problemViewSchema }),
]);
export type Standing = z.infer<typeof standingSchema>;

/** A command of the queue, as it is held in memory and kept over a restart. */
export const keptCommandSchema = z.object({
  commandId: uuidSchema,
  command: commandSchema,
  /** By the server's clock as far as known, in milliseconds since 1970. */
  madeAt: z.number(),
  /** Made while the ward's board was live: the server needs no proof of what it was based on. */
  madeLive: z.boolean(),
  /** What the user saw when deciding. */
  basis: cursorsSchema,
  /** Keys of this device's other commands that may have changed things since `basis`. */
  own: z.array(uuidSchema),
  /** What it is about (`stay:…`, `nurse:…`): commands that share one go in the order made. */
  objects: z.array(z.string()),
  /** How often it was sent; above 0 it may have been carried out, so it cannot be taken back. */
  attempts: z.int().min(0),
  /** Wards in whose log its event was seen. */
  seenIn: z.array(wardKeySchema),
  standing: standingSchema,
});
export type KeptCommand = z.infer<typeof keptCommandSchema>;
