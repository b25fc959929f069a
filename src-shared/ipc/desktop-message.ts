import { z } from 'zod';
import { cursorSchema } from '../contract/cursor.ts';
import { wardKeySchema } from '../contract/ids.ts';
import { logStateSchema } from '../contract/state/log-state.ts';
import {
  beatSchema,
  connectionSchema,
  freshnessSchema,
  notificationViewSchema,
  pendingSchema,
  sessionViewSchema,
} from '../sync/view-schemas.ts';
import { settingsViewSchema } from './settings.ts';
import { disturbanceSchema, updateViewSchema } from './update-view.ts';

/** A ward as shown, its pending changes laid on. */
const shownWardSchema = z.object({
  ward: wardKeySchema,
  freshness: freshnessSchema,
  cursor: cursorSchema.nullable(),
  /** Null: nothing to show yet; left out: as before. */
  state: logStateSchema.nullable().optional(),
});
export type ShownWard = z.infer<typeof shownWardSchema>;

/**
 * What changed since the last news to this window; what is left out is as before. The first after a
 * `hello` is `whole`: forget what was there. Much news comes in parts, none of which keeps a window
 * busy for long; the next is sent when the window has taken the last.
 */
const newsSchema = z.object({
  kind: z.literal('news'),
  whole: z.boolean(),
  beat: beatSchema,
  session: sessionViewSchema.optional(),
  connection: connectionSchema.optional(),
  pending: z.array(pendingSchema).optional(),
  notifications: z.array(notificationViewSchema).optional(),
  wards: z.array(shownWardSchema),
  /** Wards that this window follows no longer. */
  gone: z.array(wardKeySchema),
});
export type DesktopNews = z.infer<typeof newsSchema>;

/** What is kept on this device, and why it is not. */
export const keepingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('starting') }),
  z.object({ kind: z.literal('disk'), notice: z.string().nullable() }),
  /** Nothing outlives the program. `notice` says why, in words. */
  z.object({ kind: z.literal('memory'), notice: z.string().nullable() }),
]);
export type Keeping = z.infer<typeof keepingSchema>;

/** What changed settings wait for: what a sync host started anew for them would not have. */
export const heldSchema = z.enum(['session', 'waiting']);
export type Held = z.infer<typeof heldSchema>;

/** The state of the desk, told whole whenever any of it differs. */
const deskSchema = z.object({
  kind: z.literal('desk'),
  settings: settingsViewSchema,
  locked: z.boolean(),
  window: z.object({
    /** A wall display takes no commands. */
    wall: z.boolean(),
    /** Of several windows one sounds. */
    voice: z.boolean(),
    fullScreen: z.boolean(),
    zoom: z.number(),
  }),
  syncHost: z.object({
    running: z.boolean(),
    /** How often it had to be started again since the program was opened. */
    restarts: z.int(),
    keeping: keepingSchema,
    /** Null: all settings count. */
    held: heldSchema.nullable(),
  }),
  /** When the last downtime sheet was written, and where. */
  downtimeSheet: z.object({ at: z.number(), path: z.string() }).nullable(),
  update: updateViewSchema,
  /** What speaks against a restart from this window just now; null: nothing. */
  disturbance: disturbanceSchema.nullable(),
});
export type DeskView = z.infer<typeof deskSchema>;

export const MENU_ACTIONS = ['settings', 'queue', 'palette', 'keys', 'sign-out'] as const;

/** Main to one window. */
export const desktopMessageSchema = z.discriminatedUnion('kind', [
  /** Time passes: how long ago the server was heard. Each second. */
  z.object({ kind: z.literal('beat'), beat: beatSchema }),
  newsSchema,
  deskSchema,
  /** Somebody clicked a notification: show this ward. */
  z.object({ kind: z.literal('show-ward'), ward: wardKeySchema }),
  z.object({ kind: z.literal('menu'), action: z.enum(MENU_ACTIONS) }),
]);
export type DesktopMessage = z.infer<typeof desktopMessageSchema>;
