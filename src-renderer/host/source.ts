import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Readable } from '../../src-shared/sync/readable.ts';
import type {
  ConnectionView,
  NotificationView,
  PendingView,
  ServerMs,
  SessionView,
  WardView,
} from '../../src-shared/sync/views.ts';
import type { CallResult, TabCall } from './tab-messages.ts';

/**
 * Where a tab has its boards from: the engine that runs in it, or the tab in which one runs. Only
 * one tab of a device has an engine, and so a socket.
 */
export interface Source {
  readonly session: Readable<SessionView>;
  readonly connection: Readable<ConnectionView>;
  readonly pending: Readable<readonly PendingView[]>;
  /** At least the wards that this tab wants. */
  readonly board: Readable<ReadonlyMap<WardKey, WardView>>;
  readonly notifications: Readable<readonly NotificationView[]>;
  lastHeardMs(): number | null;
  serverNow(): ServerMs;
  /** All wards that this tab wants from now on. */
  setWatched(wards: ReadonlySet<WardKey>): void;
  /** Does not reject. */
  call<C extends TabCall>(call: C): Promise<CallResult<C>>;
  /** Judges the age of everything now. */
  wake(): void;
  close(): Promise<void>;
}
