import type { Cursor } from '../../src-shared/contract/cursor.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import { within } from './batched-reads.ts';
import type { RealtimeClock } from './clock.ts';
import { serverFrame } from './frame-bytes.ts';
import type { WardReads } from './ports.ts';

/** A `snapshot` frame, built once for all who wait for it. */
export interface SnapshotFrame {
  readonly cursor: Cursor;
  readonly frame: Buffer;
}

/** A snapshot at the head is as good a while later, as long as the head is the same. */
const KEPT_MS = 2_000;
const TIMEOUT_MS = 10_000;

/** Reads states from PostgreSQL: one read in flight a ward, and few at once in this process. */
export class SnapshotReads {
  readonly #reads: WardReads;
  readonly #clock: RealtimeClock;
  readonly #inFlight = new Map<WardKey, Promise<SnapshotFrame | null>>();
  readonly #kept = new Map<WardKey, SnapshotFrame & { readonly until: number }>();
  readonly #queue: (() => void)[] = [];
  #free: number;

  constructor(reads: WardReads, clock: RealtimeClock, atOnce: number) {
    this.#reads = reads;
    this.#clock = clock;
    this.#free = atOnce;
  }

  /**
   * A state at a position not below a head of the same epoch; the caller checks the epoch. null:
   * there is no such log. Rejects while PostgreSQL cannot be reached.
   */
  async read(ward: WardKey, head: Cursor): Promise<SnapshotFrame | null> {
    const kept = this.#kept.get(ward);
    if (kept !== undefined && kept.until > this.#clock.now() && isAt(kept.cursor, head))
      return kept;
    // One that began earlier may be of before that head; the next one is not.
    const shared = this.#inFlight.get(ward);
    if (shared !== undefined) {
      const snapshot = await shared;
      if (snapshot === null || isNotBelow(snapshot.cursor, head)) return snapshot;
    }
    return this.#inFlight.get(ward) ?? this.#begin(ward);
  }

  /** Lets go of frames that are no longer of use. */
  sweep(): void {
    for (const [ward, kept] of this.#kept) {
      if (kept.until <= this.#clock.now()) this.#kept.delete(ward);
    }
  }

  #begin(ward: WardKey): Promise<SnapshotFrame | null> {
    const reading = this.#read(ward).finally(() => this.#inFlight.delete(ward));
    this.#inFlight.set(ward, reading);
    return reading;
  }

  async #read(ward: WardKey): Promise<SnapshotFrame | null> {
    await this.#takePlace();
    try {
      const snapshot = await within(this.#reads.snapshot(ward), TIMEOUT_MS);
      if (snapshot === null) return null;
      const { cursor, state } = snapshot;
      const frame = serverFrame({ type: 'snapshot', ward, cursor, state });
      this.#kept.set(ward, { cursor, frame, until: this.#clock.now() + KEPT_MS });
      return { cursor, frame };
    } finally {
      this.#givePlace();
    }
  }

  async #takePlace(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#queue.push(resolve));
  }

  #givePlace(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}

function isAt(cursor: Cursor, head: Cursor): boolean {
  return cursor.epoch === head.epoch && cursor.seq === head.seq;
}

function isNotBelow(cursor: Cursor, head: Cursor): boolean {
  return cursor.epoch !== head.epoch || cursor.seq >= head.seq;
}
