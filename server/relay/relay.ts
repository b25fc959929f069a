import type { Logger } from 'pino';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { Bus, CommittedEvent, WindowSpan } from '../bus/bus.ts';
import type { Database } from '../db/database.ts';
import { createLeadership, type Leadership } from '../db/leadership.ts';
import { recentStarts } from './recent-starts.ts';

/** What the relay reads of the wards' logs: `createWardReads(database)`. */
export interface RelayReads {
  allHeads(): Promise<{ readonly epoch: string; readonly heads: ReadonlyMap<WardKey, number> }>;
  /** Ascending, gapless, in the bus's form; none where they are no longer kept. */
  eventsAfter(
    ward: WardKey,
    epoch: string,
    after: number,
    limit: number,
  ): Promise<readonly CommittedEvent[]>;
}

export interface RelayParts {
  readonly database: Database;
  readonly reads: RelayReads;
  readonly bus: Bus;
  readonly replayWindowMs: number;
  readonly log: Logger;
  /** Counted in the metrics. */
  readonly onRelayed: (events: number) => void;
  /** History was rewritten below what had been told: draws a new epoch. */
  readonly rotateEpoch: () => Promise<string>;
}

/** Closed by whoever started it. */
export interface Relay {
  isLeader(): boolean;
  close(): Promise<void>;
}

/** Two looks that see the same gap, and then it is published: within a second of the commit. */
const ROUND_MS = 300;
/** Events published in one round, over all wards and of one. */
const ROUND_EVENTS = 2_000;
const WARD_EVENTS = 500;
/** Windows further back than a delta may reach are of no use to anyone. */
const USEFUL_EVENTS = 1_000;
/** A window that does not keep what it is given (evicted, or no time at all) is let be. */
const ATTEMPTS = 3;

/** What a window is known to hold, and what it lacked at the last look. */
interface Window {
  /** It reaches up to here without a hole. */
  complete: number;
  /** The head at which something was missing first; null: nothing was. */
  missingAt: number | null;
  attempts: number;
}

/**
 * Publishes what its writer did not: one leader compares the heads in PostgreSQL with the bus's
 * windows. It needs no memory: a new leader looks at all that is recent.
 */
export function startRelay(parts: RelayParts): Relay {
  return new WindowRelay(parts);
}

class WindowRelay implements Relay {
  readonly #parts: RelayParts;
  readonly #leadership: Leadership;
  readonly #windows = new Map<WardKey, Window>();
  readonly #heads = new Map<WardKey, number>();
  #epoch: string | null = null;
  /** Windows may have lost anything: look at all that is recent. */
  #isAllDoubtful = true;
  #leads = false;
  #isFailing = false;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#leadership = createLeadership(parts.database.url, 'relay');
    parts.bus.onResume(() => {
      this.#isAllDoubtful = true;
    });
    this.#schedule(0);
  }

  isLeader(): boolean {
    return this.#leads;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#round;
    await this.#leadership.close();
    this.#leads = false;
  }

  #schedule(delay: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#run().finally(() => {
        this.#schedule(ROUND_MS);
      });
    }, delay);
  }

  async #run(): Promise<void> {
    try {
      const leads = await this.#leadership.lead();
      // Whoever led meanwhile knew more: begin anew.
      if (leads && !this.#leads) this.#isAllDoubtful = true;
      if (leads) await this.#look();
      this.#leads = leads;
      this.#isFailing = false;
    } catch (error) {
      this.#leads = false;
      // Said once, not each round.
      if (!this.#isFailing) this.#parts.log.warn({ err: error }, 'the relay cannot look');
      this.#isFailing = true;
    }
  }

  async #look(): Promise<void> {
    const { reads, bus } = this.#parts;
    // A bus that was down comes back with windows that miss what was committed meanwhile.
    if (!bus.isUp()) {
      this.#isAllDoubtful = true;
      return;
    }
    const { epoch, heads } = await reads.allHeads();
    if (await this.#wasRewritten(epoch, heads)) return;
    if (this.#isAllDoubtful || epoch !== this.#epoch) await this.#beginAnew(epoch, heads);
    for (const [ward, head] of heads) this.#heads.set(ward, head);
    await this.#publishMissing(epoch, this.#behind(heads));
  }

  /** A head below what it was, or below what a window holds: the database was put back in time. */
  async #wasRewritten(epoch: string, heads: ReadonlyMap<WardKey, number>): Promise<boolean> {
    if (epoch !== this.#epoch) this.#heads.clear();
    const fallen = [...this.#heads].find(([ward, head]) => (heads.get(ward) ?? head) < head);
    let ward = fallen?.[0] ?? null;
    if (ward === null && this.#isAllDoubtful) ward = await this.#windowAbove(epoch, heads);
    if (ward === null) return false;
    this.#heads.clear();
    this.#isAllDoubtful = true;
    const next = await this.#parts.rotateEpoch();
    this.#parts.log.error({ ward, epoch, next }, 'history was rewritten: a new epoch');
    return true;
  }

  /**
   * A ward whose window goes beyond its head. Events are published after their commit, so what a
   * window holds is not above a head that is read later.
   */
  async #windowAbove(epoch: string, before: ReadonlyMap<WardKey, number>): Promise<WardKey | null> {
    const { reads, bus } = this.#parts;
    const counts = await bus.countWindow(
      [...before].map(([ward, head]) => ({
        ...{ ward, epoch, after: head },
        last: Number.MAX_SAFE_INTEGER,
      })),
    );
    if (counts.every((count) => count === 0)) return null;
    const after = await reads.allHeads();
    if (after.epoch !== epoch) return null;
    // One entry a seq: more entries above the first head than there are seqs up to the second.
    const guilty = [...before].find(
      ([ward, head], index) => (counts[index] ?? 0) > (after.heads.get(ward) ?? 0) - head,
    );
    return guilty?.[0] ?? null;
  }

  /** Wards with recent events have to prove their windows; the others are as good as complete. */
  async #beginAnew(epoch: string, heads: ReadonlyMap<WardKey, number>): Promise<void> {
    const { database, replayWindowMs } = this.#parts;
    const isNewEpoch = this.#epoch !== null && this.#epoch !== epoch;
    const starts = isNewEpoch
      ? new Map<WardKey, number>()
      : await recentStarts(database, replayWindowMs);
    this.#windows.clear();
    for (const [ward, head] of heads) {
      const complete = Math.max(starts.get(ward) ?? head, head - USEFUL_EVENTS);
      this.#windows.set(ward, { complete, missingAt: null, attempts: 0 });
    }
    this.#epoch = epoch;
    this.#isAllDoubtful = false;
  }

  #behind(heads: ReadonlyMap<WardKey, number>): [WardKey, Window, number][] {
    const behind: [WardKey, Window, number][] = [];
    for (const [ward, head] of heads) {
      const window = this.#windows.get(ward) ?? { complete: 0, missingAt: null, attempts: 0 };
      this.#windows.set(ward, window);
      if (head > window.complete) behind.push([ward, window, head]);
    }
    return behind;
  }

  async #publishMissing(
    epoch: string,
    behind: readonly [WardKey, Window, number][],
  ): Promise<void> {
    if (behind.length === 0) return;
    const counts = await this.#parts.bus.countWindow(
      behind.map(([ward, window, head]): WindowSpan => ({
        ...{ ward, epoch, after: window.complete },
        last: window.missingAt ?? head,
      })),
    );
    let budget = ROUND_EVENTS;
    for (const [index, [ward, window, head]] of behind.entries()) {
      const last = window.missingAt ?? head;
      if ((counts[index] ?? 0) >= last - window.complete) {
        Object.assign(window, { complete: last, missingAt: null, attempts: 0 });
      } else if (window.missingAt === null) {
        // Perhaps on its way: the next look tells.
        window.missingAt = head;
      } else if (budget > 0) {
        budget -= await this.#publish(ward, epoch, window, Math.min(budget, WARD_EVENTS));
      }
    }
  }

  /** Publishes the next events of a window that lacks some; how many. */
  async #publish(ward: WardKey, epoch: string, window: Window, limit: number): Promise<number> {
    const { reads, bus, onRelayed, log } = this.#parts;
    const target = window.missingAt ?? window.complete;
    const read = await reads.eventsAfter(ward, epoch, window.complete, limit);
    const events = read.filter((event) => event.seq <= target);
    const last = events.at(-1)?.seq ?? target;
    await bus.publish([{ ward, epoch, events }]);
    const [held = 0] = await bus.countWindow([{ ward, epoch, after: window.complete, last }]);
    window.attempts += 1;
    if (held >= last - window.complete || events.length === 0 || window.attempts >= ATTEMPTS) {
      window.complete = last;
      window.attempts = 0;
    }
    if (window.complete >= target) window.missingAt = null;
    onRelayed(events.length);
    log.debug({ ward, events: events.length }, 'published what its writer had not');
    return events.length;
  }
}
