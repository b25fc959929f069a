import type { Redis } from 'ioredis';

/** `sharded`: channels live in the slots of a cluster's node, as keys do. */
export type LineMode = 'plain' | 'sharded';

export interface LineListeners {
  readonly onMessage: (channel: string, text: string) => void;
  /** All channels are joined; `again`: they had been before, so messages may have been missed. */
  readonly onReady: (again: boolean) => void;
  /** The connection is gone, or this server does not serve a channel any more. */
  readonly onLost: () => void;
}

interface Waiter {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** How often a quiet line is asked whether it is still there, in milliseconds. */
const PROBE_MS = 2_000;
const CHANNELS_AT_ONCE = 500;

/**
 * One connection that listens on channels, and joins them again by itself whenever it was cut.
 * Owns the connection and its probe; `close` ends both.
 */
export class ChannelLine {
  readonly #redis: Redis;
  readonly #mode: LineMode;
  readonly #listeners: LineListeners;
  readonly #channels = new Map<string, Waiter>();
  readonly #probe: NodeJS.Timeout;
  /** Connected: joins go out at once. */
  #up = false;
  /** All channels are joined on this connection. */
  #whole = false;
  #wasWhole = false;
  /** Counts connections: an answer of an earlier one says nothing about this one. */
  #connection = 0;

  constructor(redis: Redis, mode: LineMode, listeners: LineListeners) {
    this.#redis = redis;
    this.#mode = mode;
    this.#listeners = listeners;
    redis.on('ready', () => void this.#rejoin());
    redis.on('close', () => {
      this.#cut();
    });
    redis.on('moved', () => {
      listeners.onLost();
    });
    redis.on(mode === 'plain' ? 'message' : 'smessage', listeners.onMessage);
    this.#probe = setInterval(() => void this.#ask(), PROBE_MS);
  }

  isUp(): boolean {
    return this.#whole;
  }

  /** Resolves once messages of the channel are sure to arrive; waits while there is no connection. */
  join(channel: string): Promise<void> {
    const known = this.#channels.get(channel);
    if (known !== undefined) return known.promise;
    const waiter = newWaiter();
    this.#channels.set(channel, waiter);
    if (this.#up) void this.#subscribe([channel], this.#connection);
    return waiter.promise;
  }

  /** Rejects a join that still waits. */
  leave(channel: string): void {
    const waiter = this.#channels.get(channel);
    if (waiter === undefined) return;
    this.#channels.delete(channel);
    waiter.reject(new Error('the channel was left'));
    if (this.#redis.status !== 'ready') return;
    const left =
      this.#mode === 'plain' ? this.#redis.unsubscribe(channel) : this.#redis.sunsubscribe(channel);
    // A connection that breaks here has left the channel too.
    left.catch(() => undefined);
  }

  close(): void {
    clearInterval(this.#probe);
    for (const waiter of this.#channels.values()) waiter.reject(new Error('the bus was closed'));
    this.#channels.clear();
    this.#redis.disconnect();
  }

  async #rejoin(): Promise<void> {
    this.#connection += 1;
    const connection = this.#connection;
    const channels = [...this.#channels.keys()];
    // Joins asked for from here on go out behind these.
    this.#up = true;
    const parts = this.#mode === 'plain' ? chunks(channels) : channels.map((channel) => [channel]);
    const joined = await Promise.all(parts.map((part) => this.#subscribe(part, connection)));
    if (connection !== this.#connection || joined.includes(false)) return;
    const again = this.#wasWhole;
    this.#whole = true;
    this.#wasWhole = true;
    this.#listeners.onReady(again);
  }

  /** False where it failed: the connection is then given up, and the next one joins all again. */
  async #subscribe(channels: readonly string[], connection: number): Promise<boolean> {
    const waiters = channels.map((channel) => this.#channels.get(channel));
    try {
      await (this.#mode === 'plain'
        ? this.#redis.subscribe(...channels)
        : this.#redis.ssubscribe(...channels));
    } catch (error) {
      if (connection !== this.#connection) return false;
      return this.#refused(error);
    }
    if (connection !== this.#connection) return false;
    for (const waiter of waiters) waiter?.resolve();
    return true;
  }

  /** True where the line itself is well, and the channel belongs to another server now. */
  #refused(error: unknown): boolean {
    if (error instanceof Error && error.message.startsWith('MOVED')) {
      this.#listeners.onLost();
      return true;
    }
    this.#redis.disconnect(true);
    return false;
  }

  #cut(): void {
    if (!this.#up) return;
    this.#up = false;
    this.#whole = false;
    this.#connection += 1;
    this.#listeners.onLost();
  }

  /** A connection can be dead without being closed (a proxy that stalls): then it is closed here. */
  async #ask(): Promise<void> {
    if (this.#redis.status !== 'ready') return;
    const connection = this.#connection;
    try {
      await this.#redis.ping();
    } catch {
      if (connection === this.#connection) this.#redis.disconnect(true);
    }
  }
}

function newWaiter(): Waiter {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Who leaves before the join is confirmed may have stopped waiting for it.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

function chunks(channels: readonly string[]): string[][] {
  const parts: string[][] = [];
  for (let at = 0; at < channels.length; at += CHANNELS_AT_ONCE) {
    parts.push(channels.slice(at, at + CHANNELS_AT_ONCE));
  }
  return parts;
}
