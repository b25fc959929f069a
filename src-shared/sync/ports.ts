import type { Cursor } from '../contract/cursor.ts';
import type { WardKey } from '../contract/ids.ts';
import type { SessionUser } from '../contract/session.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { KeptCommand } from './kept-command.ts';
import type { KeptNotifications } from './kept-notifications.ts';
import type { ServerMs } from './views.ts';

/** What a socket tells. Nothing of it is called from within `dial`, `send` or `close`. */
export interface SocketListener {
  opened(): void;
  frame(text: string): void;
  /** Exactly once for each dial, last of all. `code` is 1006 where the peer gave none. */
  closed(code: number): void;
}

export interface Socket {
  /** Allowed between `opened` and `closed`; otherwise nothing happens. */
  send(text: string): void;
  /**
   * Ends the socket; `closed` follows within a few seconds even when the network is dead, because
   * the next socket is not dialled before.
   */
  close(code: number): void;
}

export interface SocketPort {
  dial(ticket: string, listener: SocketListener): Socket;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** From the root of the gateway: `/api/v1/…`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined: no body. */
  readonly body?: unknown;
  /** Milliseconds after which the answer no longer counts. */
  readonly timeoutMs: number;
}

export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Parsed JSON; null where there was none; a `FileBody` where the answer was a CSV or PDF. */
      readonly body: unknown;
      /** From `Retry-After`, in milliseconds; null where there was none. */
      readonly retryAfterMs: number | null;
    }
  /** No answer: no network, broken off, or too late. Whether it was carried out is unknown. */
  | { readonly kind: 'unreachable' };

export interface HttpPort {
  /** Never rejects. */
  request(request: HttpRequest): Promise<HttpAnswer>;
}

export type Cancel = () => void;

export interface TimerPort {
  /** Milliseconds that only ever grow and go on counting while the device sleeps. */
  now(): number;
  /** The device's own idea of the time of day, milliseconds since 1970. It may be wrong. */
  wall(): number;
  after(ms: number, run: () => void): Cancel;
}

/** A number from 0 up to but without 1. */
export type RandomPort = () => number;

/** A fresh UUID at each call. */
export type IdPort = () => string;

/** A ward as it is kept on the device. The state is the ward's state at exactly this cursor. */
export interface KeptWard {
  readonly ward: WardKey;
  readonly cursor: Cursor;
  readonly state: LogState;
  /** When this was last known to be the truth. */
  readonly asOf: ServerMs;
}

/**
 * Where a program that is no browser keeps its refresh token. In a browser there is none: the token
 * is a cookie that no script sees.
 */
export interface RefreshTokenPort {
  /** Null: nobody has signed in. */
  get(): string | null;
  /** Each token is good for one renewal: a new one has to be safe before the next is asked for. */
  set(token: string | null): void;
}

export interface KeptContents {
  /** Whose data this is; null: nothing was kept. */
  readonly owner: SessionUser | null;
  readonly wards: readonly KeptWard[];
  /** In the order in which they were made. */
  readonly queue: readonly KeptCommand[];
  /** Left out: none are kept. */
  readonly notifications?: KeptNotifications;
}

/**
 * The device's memory. Calls are made one after the other, never two at a time. What `load` cannot
 * read whole it leaves out: a kept ward is right or it is not there.
 */
export interface CachePort {
  load(): Promise<KeptContents>;
  saveOwner(owner: SessionUser): Promise<void>;
  /** Cursor and state of each ward in one transaction: all of these or none. */
  saveWards(wards: readonly KeptWard[]): Promise<void>;
  /** `saveWards` may rest when it has written, so that more is gathered for the next; not any longer. */
  hurry?(): void;
  /** Moves `asOf` of wards that have not changed; unknown wards are passed over. */
  touchWards(asOf: ReadonlyMap<WardKey, ServerMs>): Promise<void>;
  deleteWards(wards: readonly WardKey[]): Promise<void>;
  /** Replaces the whole queue. */
  saveQueue(queue: readonly KeptCommand[]): Promise<void>;
  /** Replaces them all. A cache without it keeps none: the server has them for seven days. */
  saveNotifications?(kept: KeptNotifications): Promise<void>;
  /** Deletes everything, the owner too. */
  clear(): Promise<void>;
  close(): Promise<void>;
}
