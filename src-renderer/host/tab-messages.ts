import { z } from 'zod';
import { wardKeySchema } from '../../src-shared/contract/ids.ts';
import { logStateSchema } from '../../src-shared/contract/state/log-state.ts';
import { keptCommandSchema } from '../../src-shared/sync/kept-command.ts';
import {
  keptNotificationSchema,
  notificationMarkSchema,
} from '../../src-shared/sync/kept-notifications.ts';
import { keptWardSchema } from '../../src-shared/sync/kept-ward.ts';
import {
  screenCallResultSchemas,
  screenCallSchema,
  type ScreenCall,
  type ScreenCallResult,
} from '../../src-shared/sync/screen-call.ts';
import {
  beatSchema,
  connectionSchema,
  freshnessSchema,
  pendingSchema,
  sessionViewSchema,
} from '../../src-shared/sync/view-schemas.ts';

/**
 * What the tabs of one device say to each other. Tabs may run different builds of the page: raise
 * this when a message changes its form, and the two kinds will leave each other alone.
 */
export const TABS_VERSION = 2;

export type TabCall = ScreenCall;
export type CallResult<C extends TabCall> = ScreenCallResult<C>;
export { screenCallResultSchemas as callResultSchemas };
export type { Beat } from '../../src-shared/sync/view-schemas.ts';
export type { SetupRequest } from '../../src-shared/sync/screen-call.ts';

/** Any tab to the leading one. */
const toLeaderSchema = z.discriminatedUnion('kind', [
  /** "I am here and want these wards; tell me everything." */
  z.object({ kind: z.literal('hello'), from: z.string(), wards: z.array(wardKeySchema) }),
  z.object({ kind: z.literal('watch'), from: z.string(), wards: z.array(wardKeySchema) }),
  z.object({
    kind: z.literal('call'),
    from: z.string(),
    callId: z.string(),
    call: screenCallSchema,
  }),
  /** "Somebody looks at me: how are you?" Also wakes a hidden leader from its throttled timers. */
  z.object({ kind: z.literal('wake'), from: z.string() }),
]);
export type ToLeader = z.infer<typeof toLeaderSchema>;

const wardNewsSchema = z.object({
  ward: wardKeySchema,
  freshness: freshnessSchema,
  /** What the server's events made of it, null: nothing is kept; left out: as before. */
  kept: keptWardSchema.nullable().optional(),
  /** The board as shown, null: as kept; left out: as before. */
  shown: logStateSchema.nullable().optional(),
});
export type WardNews = z.infer<typeof wardNewsSchema>;

const keptNotificationsSchema = z.object({
  list: z.array(keptNotificationSchema),
  marks: z.array(notificationMarkSchema),
});

/** The leading tab to one tab, or (`to` null) to all. */
const fromLeaderSchema = z.discriminatedUnion('kind', [
  /** "From now on I lead": everybody says hello again and repeats what was not answered. */
  z.object({ kind: z.literal('leading'), to: z.null() }),
  z.object({ kind: z.literal('beat'), to: z.string().nullable(), beat: beatSchema }),
  z.object({
    kind: z.literal('news'),
    to: z.string().nullable(),
    beat: beatSchema,
    session: sessionViewSchema,
    connection: connectionSchema,
    pending: z.array(pendingSchema),
    queue: z.array(keptCommandSchema),
    notifications: keptNotificationsSchema,
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
