import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { NotificationAnswer } from '../../src-shared/contract/notifications.ts';
import type { hospitalsAnswerSchema, wardsAnswerSchema } from '../../src-shared/contract/reads.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { Command } from '../../src-shared/sync/command.ts';
import type { Readable } from '../../src-shared/sync/readable.ts';
import type {
  CommandOutcome,
  ConnectionView,
  Freshness,
  NotificationView,
  PendingView,
  Problem,
  Reading,
  ServerMs,
  SessionView,
  WardView,
} from '../../src-shared/sync/views.ts';
import type { z } from 'zod';
import type { SetupRequest } from './tab-messages.ts';

export type Hospital = z.infer<typeof hospitalsAnswerSchema>['hospitals'][number];
export type WardSummary = z.infer<typeof wardsAnswerSchema>['wards'][number];

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** "This is my own device": boards and waiting commands may be kept on its disk. */
  readonly ownDevice: boolean;
}

export type SignInResult =
  { readonly ok: true } | { readonly ok: false; readonly problem: Problem };

export interface ExecutedCommand {
  readonly commandId: string;
  /**
   * Resolves when the command is done, refused or dropped; without a network that may be hours,
   * so never block a screen on it. It does not reject. `pending` tells the same step by step.
   */
  readonly outcome: Promise<CommandOutcome>;
}

/**
 * The screens' only way to the world. The web build fills it with `web-host.ts`, the desktop with
 * a bridge to its sync host; a screen cannot tell them apart. Each `Readable` fits
 * `useSyncExternalStore(readable.subscribe, readable.get)`, and the same arguments always give the
 * same `Readable`.
 */
export interface Host {
  readonly session: Readable<SessionView>;
  signIn(credentials: Credentials): Promise<SignInResult>;
  /** Ends the session, drops pending commands and deletes all that is kept on this device. */
  signOut(): Promise<void>;

  /** Hospitals and wards the user may see (without `_house`, the float pool's log). */
  hospitals(): Promise<Reading<readonly Hospital[]>>;
  wards(hospitalId: string): Promise<Reading<readonly WardSummary[]>>;
  /** What `wards` will give, where that is known without asking: drawn while it is asked for. */
  knownWards?(hospitalId: string): readonly WardSummary[] | null;

  /**
   * Reads or writes what administrators set up, at once or not at all. The answer is parsed by
   * `schema`; parts of the path that come from outside have to be ids that passed their schema.
   */
  setup<T>(request: SetupRequest, schema: z.ZodType<T>): Promise<Reading<T>>;

  /** Follows a ward until the returned function is called. Counted: watching twice is fine. */
  watch(ward: WardKey): () => void;
  /** The board with this device's pending changes on it; null until the first state came. */
  state(ward: WardKey): Readable<LogState | null>;
  freshness(ward: WardKey): Readable<Freshness>;
  /** All watched wards at once, for lists that compare them. A new map after each change. */
  readonly board: Readable<ReadonlyMap<WardKey, WardView>>;

  readonly connection: Readable<ConnectionView>;
  /** Milliseconds since the server was last heard; null when not connected. Ask again to update. */
  lastHeardMs(): number | null;
  /** The server's clock as far as known; breaks and shifts are judged by it, not by the device's. */
  serverNow(): ServerMs;

  /** Puts a command in the queue and sends it as soon as it can go. */
  execute(command: Command): ExecutedCommand;
  /** What has not become part of the shared board yet, oldest first. */
  readonly pending: Readable<readonly PendingView[]>;
  /** Answers an open question: `mine` sends the command all the same, `theirs` drops it. */
  resolve(commandId: string, choice: 'mine' | 'theirs'): void;
  /**
   * Puts other contents into a command that was never sent: it keeps its id and its place. False:
   * it was sent meanwhile.
   */
  amend(commandId: string, command: Command): Promise<boolean>;
  /**
   * Moves a command that was never sent before another one, or (null) to the end. False: it may not
   * overtake what it depends on, or was sent meanwhile.
   */
  reorder(commandId: string, before: string | null): Promise<boolean>;
  /** Takes a refused command off the list, or drops one that has not been sent. */
  dismiss(commandId: string): void;

  /** The user's notifications of the last week, newest first. */
  readonly notifications: Readable<readonly NotificationView[]>;
  /** The user has read one, on all her devices; shown at once, also without a network. */
  readNotification(id: string): void;
  /** Answers a message with one tap; likewise. */
  answerNotification(id: string, answer: NotificationAnswer): void;

  /** Lets go of sockets, timers and locks. Whoever made the host calls it. */
  close(): Promise<void>;
}
