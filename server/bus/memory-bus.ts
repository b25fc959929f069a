import type { WardKey } from '../../src-shared/contract/ids.ts';
import { timeOf } from './bus-event.ts';
import type { Bus, CommittedEvent, CommittedEvents, WindowSpan } from './bus.ts';

interface Window {
  epoch: string;
  /** Ascending by seq, one entry a seq. */
  entries: CommittedEvent[];
  /** Milliseconds of `now`: as in Redis, a window goes that long after its last publish. */
  expiresAt: number;
}

export interface MemoryBusOptions {
  readonly replayWindowMs: number;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** The bus of one gateway without Redis: windows and messages within the process. */
export function createMemoryBus(options: MemoryBusOptions): Bus {
  const { replayWindowMs, now = () => performance.now() } = options;
  const windows = new Map<WardKey, Window>();
  const joined = new Set<WardKey>();
  const listeners: ((ward: WardKey, text: string) => void)[] = [];

  const windowOf = (ward: WardKey, epoch: string): Window | undefined => {
    const window = windows.get(ward);
    if (window === undefined || window.epoch !== epoch) return undefined;
    if (window.expiresAt > now()) return window;
    windows.delete(ward);
    return undefined;
  };

  const append = (batch: CommittedEvents): void => {
    const last = batch.events.at(-1);
    if (last === undefined) return;
    const entries = windowOf(batch.ward, batch.epoch)?.entries ?? [];
    for (const event of batch.events) insert(entries, event);
    const oldest = timeOf(last) - replayWindowMs;
    const kept = entries.findIndex((entry) => timeOf(entry) >= oldest);
    windows.delete(batch.ward);
    windows.set(batch.ward, {
      epoch: batch.epoch,
      entries: kept > 0 ? entries.slice(kept) : entries,
      expiresAt: now() + replayWindowMs,
    });
    dropExpired(windows, now());
  };

  const tell = (batch: CommittedEvents): void => {
    if (!joined.has(batch.ward)) return;
    for (const event of batch.events) {
      for (const listener of listeners) listener(batch.ward, event.text);
    }
  };

  return {
    publish: async (batch) => {
      for (const events of batch) {
        append(events);
        tell(events);
      }
    },
    join: async (ward) => {
      joined.add(ward);
    },
    leave: async (ward) => {
      joined.delete(ward);
    },
    readWindow: async (ward, epoch, after, limit) => {
      const entries = windowOf(ward, epoch)?.entries ?? [];
      const from = entries.findIndex((entry) => entry.seq > after);
      return from < 0 ? [] : entries.slice(from, from + limit);
    },
    countWindow: async (spans) =>
      spans.map((span) => countOf(windowOf(span.ward, span.epoch), span)),
    onMessage: (listener) => {
      listeners.push(listener);
    },
    // Nothing is ever missed within a process.
    onResume: () => undefined,
    isUp: () => true,
    ping: async () => undefined,
    close: async () => {
      windows.clear();
      joined.clear();
      listeners.length = 0;
    },
  };
}

function insert(entries: CommittedEvent[], event: CommittedEvent): void {
  let at = entries.length;
  while (at > 0 && (entries[at - 1]?.seq ?? 0) > event.seq) at -= 1;
  if (entries[at - 1]?.seq === event.seq) return;
  entries.splice(at, 0, event);
}

function countOf(window: Window | undefined, span: WindowSpan): number {
  if (window === undefined) return 0;
  return window.entries.filter((e) => e.seq > span.after && e.seq <= span.last).length;
}

/** Windows stand in the order of their last publish, so the expired ones are at the front. */
function dropExpired(windows: Map<WardKey, Window>, now: number): void {
  for (const [ward, window] of windows) {
    if (window.expiresAt > now) return;
    windows.delete(ward);
  }
}
