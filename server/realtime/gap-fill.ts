import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Bus, CommittedEvent } from '../bus/bus.ts';
import { within } from './batched-reads.ts';
import type { WardReads } from './ports.ts';

export interface GapFillOptions {
  readonly ward: WardKey;
  readonly bus: Bus;
  readonly reads: WardReads;
  /** Events read at once. */
  readonly limit: number;
  /** The epoch and the seq to go on from; null: nothing is missing (any more). */
  readonly missing: () => { readonly epoch: string; readonly after: number } | null;
  /** What was read, ascending from `after`; it may have holes, and be of an epoch gone by now. */
  readonly found: (
    epoch: string,
    events: readonly CommittedEvent[],
    source: 'window' | 'postgresql',
  ) => void;
  /** PostgreSQL does not keep, or never had, what follows `after`. */
  readonly lost: (epoch: string, after: number) => void;
}

const READ_TIMEOUT_MS = 5_000;
const RETRY_MS = 250;
const RETRY_MAX_MS = 2_000;

/** Fetches what a ward's feed misses, from the window or else PostgreSQL: one read in flight. */
export class GapFill {
  readonly #options: GapFillOptions;
  #timer: NodeJS.Timeout | undefined;
  #reading = false;
  #retryMs = RETRY_MS;
  #closed = false;

  constructor(options: GapFillOptions) {
    this.#options = options;
  }

  /** Looks after so many milliseconds what is missing then; 0 also brings a later look forward. */
  soon(delay: number): void {
    if (this.#reading || this.#closed) return;
    if (this.#timer !== undefined && delay > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), delay);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    const missing = this.#options.missing();
    if (missing === null) return;
    this.#reading = true;
    let again = 0;
    try {
      await this.#read(missing.epoch, missing.after);
      this.#retryMs = RETRY_MS;
    } catch {
      again = this.#retryMs;
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MAX_MS);
    }
    this.#reading = false;
    if (this.#options.missing() !== null) this.soon(again);
  }

  /** Rejects while PostgreSQL cannot be reached, or does not have it. */
  async #read(epoch: string, after: number): Promise<void> {
    const { ward, bus, reads, limit, missing, found, lost } = this.#options;
    if (bus.isUp()) {
      const held = await bus.readWindow(ward, epoch, after, limit).catch(() => []);
      found(epoch, held, 'window');
      const still = missing();
      if (still?.epoch !== epoch || still.after > after) return;
    }
    const events = await within(reads.eventsAfter(ward, epoch, after, limit), READ_TIMEOUT_MS);
    found(epoch, events, 'postgresql');
    if (events.length > 0) return;
    lost(epoch, after);
    throw new Error('not in PostgreSQL');
  }
}
