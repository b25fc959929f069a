import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Bus } from '../bus/bus.ts';
import type { Presence } from '../bus/presence.ts';
import type { RealtimeLimits } from './limits.ts';
import type { RealtimeAuth, ReceiptPort, WardReads } from './ports.ts';

/** Durations are milliseconds, as in the environment. */
export interface RealtimeSettings {
  readonly heartbeatMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly drainMs: number;
  readonly replayWindowMs: number;
}

export interface RealtimeParts {
  readonly settings: RealtimeSettings;
  readonly limits?: Partial<RealtimeLimits>;
  /** Usually `wardReads(database)`. */
  readonly reads: WardReads;
  /** Not closed here: whoever opened it closes it, after this. */
  readonly bus: Bus;
  readonly presence: Presence;
  readonly auth: RealtimeAuth;
  readonly receipts: ReceiptPort;
  readonly log: Logger;
  /** Where the metrics are registered. */
  readonly metrics: Registry;
}

/** The sockets of one process. */
export interface Realtime {
  /** Takes over the `upgrade` events of a listener: `/realtime` is ours, all else is 404. */
  attach(server: Server): void;
  /** No new sockets; says goodbye to each in its slot and resolves when all are closed. */
  drain(): Promise<void>;
  /** Closes what is left (1012), all timers, and leaves the bus. */
  close(): Promise<void>;
}

export type CreateRealtime = (parts: RealtimeParts) => Realtime;
