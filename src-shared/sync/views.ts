import type { Cursor, Cursors } from '../contract/cursor.ts';
import type { WardKey } from '../contract/ids.ts';
import type { SessionUser } from '../contract/session.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { Command } from './command.ts';
import type { KeptNotification } from './kept-notifications.ts';

/** A moment by the server's clock as this device knows it, in milliseconds since 1970. */
export type ServerMs = number;

/**
 * How far a ward's board can be trusted, derived anew at each frame and tick, never kept.
 * `asOf` and `since`: when what is shown was last known to be the truth; null: nothing to show yet.
 */
export type Freshness =
  | { readonly kind: 'live' }
  | { readonly kind: 'catching-up'; readonly asOf: ServerMs | null }
  | { readonly kind: 'stale'; readonly since: ServerMs | null }
  /** The ward does not exist, or is not (or no longer) this user's to see: nothing is kept of it. */
  | { readonly kind: 'no-access' };

/** A watched ward: the board with this device's own pending changes already on it. */
export interface WardView {
  readonly ward: WardKey;
  /** Null until the first state came. */
  readonly state: LogState | null;
  readonly cursor: Cursor | null;
  readonly freshness: Freshness;
}

export type OfflineReason =
  /** Nobody is signed in. */
  | 'signed-out'
  /** No network, or the server does not answer. */
  | 'unreachable'
  /** The server says that this user has no access to anything. */
  | 'no-access'
  /** The server says that there are too many connections or messages. */
  | 'too-many'
  /** The server is restarting and has said when to come back. */
  | 'draining';

export type ConnectionView =
  | {
      readonly phase: 'offline';
      readonly reason: OfflineReason;
      /** When the next attempt comes; null: not by itself. */
      readonly retryAt: ServerMs | null;
    }
  | { readonly phase: 'dialing' }
  /** `silent`: open by name, but nothing has been heard for longer than the heartbeat allows. */
  | { readonly phase: 'open'; readonly silent: boolean }
  | { readonly phase: 'closing' };

/** `wiped`: the server ordered that what this device keeps is deleted, and it was. */
export type SignedOutReason = 'never-signed-in' | 'signed-out' | 'session-ended' | 'wiped';

export type SessionView =
  /** Finding out whether an earlier session can go on. */
  | { readonly status: 'restoring' }
  | { readonly status: 'signed-in'; readonly user: SessionUser }
  | { readonly status: 'signed-out'; readonly reason: SignedOutReason };

/** A no, in words. `code` is one of contract/problem.ts, or `unreachable`. */
export interface Problem {
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** A sentence a person can act on. */
  readonly sentence: string;
}

/** One event that happened since a command was decided, as the server named it. */
export interface MeanwhileEvent {
  readonly ward: WardKey | null;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * A command that has not become part of the shared board yet.
 * - `waiting`: no connection, or behind another command on the same object
 * - `sending`: on its way
 * - `accepted`: the server has it; its events have not arrived here yet
 * - `question`: too late, or what it was decided on changed: send it all the same, or drop it?
 * - `refused`: it was not done; stays in the list until dismissed
 */
export interface PendingView {
  /** The Idempotency-Key, and the `commandId` of its events. */
  readonly commandId: string;
  readonly command: Command;
  readonly madeAt: ServerMs;
  /** Carried out until then as a matter of course; later it comes back as a question. */
  readonly expiresAt: ServerMs;
  readonly status: 'waiting' | 'sending' | 'accepted' | 'question' | 'refused';
  /** Why, for `question` and `refused`. */
  readonly problem: Problem | null;
  /** For `question`: what happened meanwhile. */
  readonly meanwhile: readonly MeanwhileEvent[];
  /** Whether the board shown already has it. Otherwise show that it is being sent. */
  readonly shown: boolean;
  /** Never sent: it may still be changed, moved and dropped. */
  readonly changeable: boolean;
  /** The earlier command about the same that it waits for; null: none. */
  readonly behind: string | null;
}

/** A notification of the signed-in user. */
export interface NotificationView extends KeptNotification {
  /** What the user did with it has not reached the server yet. */
  readonly isPending: boolean;
}

export type CommandOutcome =
  /** `answer` is the response's body; null when the event came and the answer was lost. */
  | {
      readonly status: 'done';
      readonly cursors: Cursors | null;
      readonly answer: Readonly<Record<string, unknown>> | null;
    }
  | { readonly status: 'refused'; readonly problem: Problem }
  /** The user dropped it, or signed out. */
  | { readonly status: 'dropped' };

/** A read that may fail: `problem.code` is `unreachable` where there is no network. */
export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };
