import { z } from 'zod';
import { wardKeySchema } from '../contract/ids.ts';
import { screenCallResultSchemas, screenCallSchema, type ScreenCall } from '../sync/screen-call.ts';
import { problemSchema } from '../sync/view-schemas.ts';
import { settingsChangeSchema } from './settings.ts';
import { updateViewSchema } from './update-view.ts';

/** Where in the console: the part of the address after `#`. */
const placeSchema = z
  .string()
  .max(512)
  .regex(/^\/[\w\-./?=&]*$/, 'a place is a path within the console');

/** Answered by the sync host; asked again of its successor if it ends before it has answered. */
export const engineCallSchema = screenCallSchema;
export type EngineCall = ScreenCall;

/** What a window asks about itself, answered by the sync host with news (`desktop-message.ts`). */
export const followCallSchema = z.discriminatedUnion('method', [
  /** "I am new here: tell me everything." First of all, also after a reload. */
  z.object({ method: z.literal('hello') }),
  /** All wards that this window wants from now on. */
  z.object({ method: z.literal('watch'), wards: z.array(wardKeySchema).max(1_000) }),
  /** The network may be back, or the window is seen again. */
  z.object({ method: z.literal('wake') }),
]);
export type FollowCall = z.infer<typeof followCallSchema>;

/** Answered by main. */
export const deskCallSchema = z.discriminatedUnion('method', [
  /** `wall`: full screen, no commands. Without a place: what the first window shows. */
  z.object({
    method: z.literal('open-window'),
    place: placeSchema.nullable(),
    wall: z.boolean(),
  }),
  z.object({ method: z.literal('close-window') }),
  z.object({ method: z.literal('full-screen'), on: z.boolean() }),
  z.object({ method: z.literal('zoom'), factor: z.number().min(0.5).max(3) }),
  /** Opens the system's print window for what this window shows. */
  z.object({ method: z.literal('print') }),
  /** Writes the downtime sheet now. */
  z.object({ method: z.literal('write-downtime-sheet') }),
  z.object({ method: z.literal('show-downtime-sheet') }),
  z.object({ method: z.literal('lock') }),
  z.object({ method: z.literal('unlock'), password: z.string().min(1).max(1024) }),
  z.object({ method: z.literal('change-settings'), change: settingsChangeSchema }),
  z.object({ method: z.literal('save-diagnostics') }),
  /** Asks the gateway for an update now; what came of it is told with the desk. */
  z.object({ method: z.literal('check-for-updates') }),
  /** "Later": not to be asked again for some hours. */
  z.object({ method: z.literal('postpone-update') }),
  /**
   * Ends the program, installs what lies ready and starts it again; not while something waits to be
   * sent or a dialog of another window is open. `despiteAlarms`: whoever asks knows that some wait.
   */
  z.object({ method: z.literal('install-update'), despiteAlarms: z.boolean() }),
  /** Whether a dialog is open in this window. */
  z.object({ method: z.literal('dialog'), open: z.boolean() }),
]);
export type DeskCall = z.infer<typeof deskCallSchema>;

/** Everything a window may ask. */
export const desktopCallSchema = z.discriminatedUnion('method', [
  ...engineCallSchema.options,
  ...followCallSchema.options,
  ...deskCallSchema.options,
]);
export type DesktopCall = z.infer<typeof desktopCallSchema>;

const failed = z.object({ ok: z.literal(false), problem: problemSchema });
const done = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), failed]);
const written = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), path: z.string() }),
  failed,
]);

export const desktopResultSchemas = {
  ...screenCallResultSchemas,
  hello: z.null(),
  watch: z.null(),
  wake: z.null(),
  'open-window': z.null(),
  'close-window': z.null(),
  'full-screen': z.null(),
  zoom: z.null(),
  print: done,
  'write-downtime-sheet': written,
  'show-downtime-sheet': done,
  lock: z.null(),
  unlock: done,
  'change-settings': done,
  'save-diagnostics': written,
  'check-for-updates': updateViewSchema,
  'postpone-update': z.null(),
  'install-update': done,
  dialog: z.null(),
} satisfies Record<DesktopCall['method'], z.ZodType>;
export type DesktopResult<C extends DesktopCall> = z.infer<
  (typeof desktopResultSchemas)[C['method']]
>;

/** While the console is locked, a window may ask for these and for nothing else. */
export const CALLS_WHILE_LOCKED: ReadonlySet<DesktopCall['method']> = new Set([
  'hello',
  'watch',
  'wake',
  'unlock',
  'sign-out',
  'close-window',
  'full-screen',
  'dialog',
]);
