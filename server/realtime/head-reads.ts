import type { Cursor } from '../../src-shared/contract/cursor.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import { BatchedReads } from './batched-reads.ts';
import type { RealtimeClock } from './clock.ts';
import type { RealtimeLimits } from './limits.ts';
import type { RealtimeMetrics } from './metrics.ts';
import type { WardHeads, WardReads } from './ports.ts';

export interface HeadReadsParts {
  readonly reads: WardReads;
  readonly clock: RealtimeClock;
  readonly limits: RealtimeLimits;
  readonly metrics: RealtimeMetrics;
  /** Called when a read begins, with the wards; what it gives comes back with the answer. */
  readonly positions: (wards: readonly WardKey[]) => ReadonlyMap<WardKey, number>;
  /** Told of every answer before those who asked are. */
  readonly onHeads: (
    found: WardHeads,
    began: number,
    positions: ReadonlyMap<WardKey, number>,
  ) => void;
}

const TIMEOUT_MS = 5_000;

/** Heads of wards from PostgreSQL, in batches: an answer is of a read that began after the asking. */
export class HeadReads {
  readonly #parts: HeadReadsParts;
  readonly #batches: BatchedReads<WardKey, Cursor | null>;
  #reads = 0;

  constructor(parts: HeadReadsParts) {
    this.#parts = parts;
    this.#batches = new BatchedReads<WardKey, Cursor | null>({
      run: (wards) => this.#run(wards),
      absent: null,
      spacingMs: parts.limits.batchSpacingMs,
      timeoutMs: TIMEOUT_MS,
      clock: parts.clock,
    });
  }

  /** null: there is no such log. Rejects while PostgreSQL cannot be reached. */
  read(ward: WardKey): Promise<Cursor | null> {
    return this.#batches.read(ward);
  }

  close(): void {
    this.#batches.close();
  }

  async #run(wards: readonly WardKey[]): Promise<ReadonlyMap<WardKey, Cursor>> {
    const { reads, clock, metrics, positions, onHeads } = this.#parts;
    this.#reads += 1;
    const mine = this.#reads;
    const began = clock.now();
    const before = positions(wards);
    try {
      const found = await reads.heads(wards);
      // An answer that comes after it was given up would tell of the past.
      if (mine !== this.#reads) throw new Error('a later read has begun');
      onHeads(found, began, before);
      const { epoch, heads } = found;
      return new Map([...heads].map(([ward, seq]) => [ward, { epoch, seq }]));
    } catch (error) {
      metrics.headReadFailed();
      throw error;
    }
  }
}
