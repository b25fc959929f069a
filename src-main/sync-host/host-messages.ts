import { z } from 'zod';
import { cursorSchema } from '../../src-shared/contract/cursor.ts';
import { notificationShape } from '../../src-shared/contract/frames/notification.ts';
import { wardKeySchema } from '../../src-shared/contract/ids.ts';
import { alertSchema } from '../../src-shared/contract/state/alert.ts';
import { logStateSchema } from '../../src-shared/contract/state/log-state.ts';
import { engineCallSchema, followCallSchema } from '../../src-shared/ipc/desktop-call.ts';
import { keepingSchema } from '../../src-shared/ipc/desktop-message.ts';
import { freshnessSchema, sessionViewSchema } from '../../src-shared/sync/view-schemas.ts';

/** Names a window for as long as it is open. */
const windowSchema = z.int();

/** What the sync host needs to begin. */
export const beginningSchema = z.object({
  /** Origin of the gateway. */
  gateway: z.string(),
  deviceId: z.string(),
  /** Where to keep things, and the key in base64; null: in memory. `why` is told to the user. */
  cache: z.object({ path: z.string(), key: z.string() }).nullable(),
  why: z.string().nullable(),
  keepHours: z.number(),
  refreshToken: z.string().nullable(),
  /** `http://host:port`, null: straight. */
  proxy: z.string().nullable(),
  /** PEM; trusted besides the authorities of the system. */
  authorities: z.string().nullable(),
});
export type Beginning = z.infer<typeof beginningSchema>;

/** Main to the sync host. */
export const toHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), beginning: beginningSchema }),
  z.object({ kind: z.literal('call'), callId: z.string(), call: engineCallSchema }),
  z.object({ kind: z.literal('follow'), window: windowSchema, call: followCallSchema }),
  /** The window has dealt with the news of that number. */
  z.object({ kind: z.literal('took'), window: windowSchema, number: z.int() }),
  z.object({ kind: z.literal('gone'), window: windowSchema }),
  /** Is this the password of who is signed in? Asked of the server where it can be reached. */
  z.object({ kind: z.literal('verify'), callId: z.string(), password: z.string() }),
  z.object({ kind: z.literal('boards'), callId: z.string() }),
  /** Deletes everything that is kept, and ends the session here. */
  z.object({ kind: z.literal('wipe'), callId: z.string() }),
  z.object({ kind: z.literal('stop') }),
]);
export type ToHost = z.infer<typeof toHostSchema>;

/** A ward with what is unacknowledged in it, for the notifications of the system. */
export const openAlertSchema = z.object({
  ward: wardKeySchema,
  wardName: z.string(),
  alert: alertSchema,
});
export type OpenAlert = z.infer<typeof openAlertSchema>;

/** A notification that its user has not read on any device. */
export const unreadNotificationSchema = z.object(notificationShape);
export type UnreadNotification = z.infer<typeof unreadNotificationSchema>;

/** All that is unacknowledged. */
export const newsForNoticesSchema = z.object({
  serverNow: z.number(),
  alerts: z.array(openAlertSchema),
  unread: z.array(unreadNotificationSchema),
});
export type NewsForNotices = z.infer<typeof newsForNoticesSchema>;

export const keptBoardSchema = z.object({
  state: logStateSchema,
  cursor: cursorSchema.nullable(),
  freshness: freshnessSchema,
});
export type KeptBoard = z.infer<typeof keptBoardSchema>;

/** The sync host to main. */
export const fromHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), callId: z.string(), result: z.unknown() }),
  /** JSON of a `DesktopMessage`; `number` is to be taken, null: nobody waits for that. */
  z.object({
    kind: z.literal('tell'),
    window: windowSchema,
    number: z.int().nullable(),
    json: z.string(),
  }),
  z.object({ kind: z.literal('refresh-token'), token: z.string().nullable() }),
  z.object({ kind: z.literal('session'), session: sessionViewSchema }),
  z.object({ kind: z.literal('keeping'), keeping: keepingSchema }),
  z.object({ kind: z.literal('connected'), connected: z.boolean() }),
  /** With how many changes wait to be sent. */
  newsForNoticesSchema.extend({ kind: z.literal('notices'), waiting: z.int() }),
  z.object({ kind: z.literal('report'), what: z.string(), detail: z.string() }),
]);
export type FromHost = z.infer<typeof fromHostSchema>;

export const boardsAnswerSchema = z.object({
  boards: z.array(keptBoardSchema),
  serverNow: z.number(),
  /** So many changes of this device are in the boards and not at the server. */
  unsent: z.int(),
});
export type BoardsAnswer = z.infer<typeof boardsAnswerSchema>;
