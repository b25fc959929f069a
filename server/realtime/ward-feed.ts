import type { WardKey } from '../../src-shared/contract/ids.ts';
import { clientEventText } from '../bus/bus-event.ts';
import type { Bus } from '../bus/bus.ts';
import type { RealtimeClock } from './clock.ts';
import { eventsFrame } from './frame-bytes.ts';
import { GapFill } from './gap-fill.ts';
import type { RealtimeLimits } from './limits.ts';
import type { RealtimeMetrics } from './metrics.ts';
import type { WardReads } from './ports.ts';
import { RecentEvents, type FeedEvent, type RecentBounds } from './recent-events.ts';
import { SeqOrder, type OrderedText } from './seq-order.ts';
import type { Subscription } from './subscription.ts';

export interface FeedContext {
  readonly bus: Bus;
  readonly reads: WardReads;
  readonly clock: RealtimeClock;
  readonly limits: RealtimeLimits;
  readonly metrics: RealtimeMetrics;
  readonly replayWindowMs: number;
  /** Events are due for the readers: `flush` is wanted at the end of this turn. */
  touch(feed: WardFeed): void;
  /** Events alone do not bring this reader forward: recover it. */
  recover(subscription: Subscription): void;
  /** Read the head of a ward again. */
  check(ward: WardKey): void;
}

/** An `events` frame from after one seq up to another. */
interface DeltaFrame {
  readonly epoch: string;
  readonly after: number;
  readonly last: number;
  readonly frame: Buffer;
}

/** Kept without being asked for; a read of the window widens it for a while. */
const KEPT: RecentBounds = { events: 256, size: 64 * 1024 };
const WIDE_MS = 10_000;
/** Messages of two gateways overtake each other by about this; a gap that stays longer is read. */
const REORDER_MS = 20;

/**
 * One ward as this process follows it: brings the bus's messages into order, fills gaps, and hands
 * each event to all live readers in one frame. `at` is where live readers are. Owns its timers;
 * the hub joins and leaves its channel.
 */
export class WardFeed {
  readonly ward: WardKey;
  readonly subscriptions = new Set<Subscription>();
  /** The newest head read from PostgreSQL, and when that read began. */
  verified: { readonly seq: number; readonly began: number } | null = null;
  epoch = '';
  /** Kept by the outlet. */
  flushedAt = -Infinity;
  isTouched = false;
  /** Counts what makes positions of before void: a new epoch, or a jump over a long gap. */
  generation = 0;
  readonly #order = new SeqOrder();
  readonly #recent = new RecentEvents();
  readonly #context: FeedContext;
  readonly #gapFill: GapFill;
  #fresh: FeedEvent[] = [];
  #waiters: { readonly seq: number; readonly resolve: () => void }[] = [];
  #back: { readonly after: number; readonly done: Promise<void> } | null = null;
  #wideUntil = -Infinity;
  #lastDelta: DeltaFrame | null = null;
  /** What follows this seq is not kept in PostgreSQL, if it exists at all. */
  #lostAfter: number | null = null;
  #closed = false;

  constructor(ward: WardKey, context: FeedContext) {
    this.ward = ward;
    this.#context = context;
    this.#gapFill = new GapFill({
      ward,
      bus: context.bus,
      reads: context.reads,
      limit: context.limits.deltaEvents,
      missing: () => this.#missing(),
      found: (epoch, events, source) => {
        if (epoch !== this.epoch) return;
        context.metrics.gapRead(source);
        for (const event of events) this.offer(event.seq, event.text);
      },
      lost: (epoch, after) => {
        if (epoch === this.epoch) this.#lostAfter = after;
        context.check(ward);
      },
    });
  }

  /** Where live readers are; null until a head was read after the channel was joined. */
  get at(): number | null {
    return this.#order.at;
  }

  close(): void {
    this.#closed = true;
    this.#gapFill.close();
    this.#release(Infinity);
  }

  /** Begins at a head that was read after the join; later heads only tell what must exist. */
  noteHead(epoch: string, head: number, began: number): void {
    this.verified = { seq: head, began };
    if (this.at === null || epoch !== this.epoch) {
      this.restart(epoch, head);
      return;
    }
    this.#order.confirm(head, began);
    if (head <= this.at) return;
    // A gap longer than a delta may be, or that cannot be read, is jumped: its readers get snapshots.
    const isTooLong = head - this.at > this.#context.limits.deltaEvents;
    if (isTooLong || this.#lostAfter === this.at) this.#moveTo(epoch, head);
    else this.#gapFill.soon(REORDER_MS);
  }

  /** Nothing of before counts: what came early is forgotten, each reader is recovered anew. */
  restart(epoch: string, head: number): void {
    if (this.at !== null) {
      this.#order.forget();
      for (const subscription of this.subscriptions) subscription.epoch = '';
    }
    this.#moveTo(epoch, head);
  }

  /** An event of this epoch in the bus's form, in whatever order, perhaps again. */
  offer(seq: number, text: string): void {
    if (this.#closed) return;
    this.#accept(this.#order.offer(seq, text, this.#context.clock.now()));
    if (this.#order.isShort()) this.#gapFill.soon(REORDER_MS);
  }

  /** Resolves once live readers are at a verified seq, or nothing of before counts any more. */
  reach(seq: number): Promise<void> {
    if (this.#closed || this.at === null || this.at >= seq) return Promise.resolve();
    this.#gapFill.soon(0);
    return new Promise((resolve) => {
      this.#waiters.push({ seq, resolve });
    });
  }

  /** Hands what came in this turn to the live readers. */
  flush(): void {
    const fresh = this.#fresh;
    const first = fresh[0];
    const last = fresh.at(-1);
    if (first === undefined || last === undefined) return;
    this.#fresh = [];
    let whole: Buffer | undefined;
    for (const subscription of this.subscriptions) {
      const { sentSeq, state, peer } = subscription;
      if (state !== 'live' || sentSeq >= last.seq) continue;
      const frame =
        sentSeq === first.seq - 1
          ? (whole ??= this.frameOf(fresh))
          : this.frameOf(fresh.filter((event) => event.seq > sentSeq));
      if (peer.deliver(frame)) subscription.sentSeq = last.seq;
      else this.#fallBehind(subscription);
    }
    this.#context.metrics.fannedOut(fresh.length, last.text);
  }

  /** Makes a reader live that was brought to its `sentSeq`. */
  goLive(subscription: Subscription): void {
    const at = this.at ?? 0;
    const missed = this.#recent.between(subscription.sentSeq, at);
    if (subscription.epoch !== this.epoch || missed === null) {
      this.#fallBehind(subscription);
      return;
    }
    if (missed.length > 0) {
      if (!subscription.peer.deliver(this.frameOf(missed))) {
        this.#fallBehind(subscription);
        return;
      }
      subscription.sentSeq = at;
    }
    subscription.state = 'live';
  }

  /**
   * The events above `after`, up to and with `last`, which live readers have reached; null where
   * neither this process nor the bus's window has them all.
   */
  async between(after: number, last: number): Promise<readonly FeedEvent[] | null> {
    this.#recent.dropBefore(this.#context.clock.now() - this.#context.replayWindowMs);
    const known = this.#recent.between(after, last);
    if (known !== null) return known;
    const { generation } = this;
    await this.#readBack(after);
    return generation === this.generation ? this.#recent.between(after, last) : null;
  }

  /**
   * The frame of `between`, built once for all who come back from the same place to the same head;
   * null as there.
   */
  async frameBetween(after: number, last: number): Promise<Buffer | null> {
    const { epoch } = this;
    const isLast = (): boolean => this.#lastDelta?.after === after && this.#lastDelta.last === last;
    if (isLast() && this.#lastDelta?.epoch === epoch) return this.#lastDelta.frame;
    const events = await this.between(after, last);
    if (events === null || epoch !== this.epoch) return null;
    if (isLast() && this.#lastDelta?.epoch === epoch) return this.#lastDelta.frame;
    const frame = this.frameOf(events);
    this.#lastDelta = { epoch, after, last, frame };
    return frame;
  }

  frameOf(events: readonly FeedEvent[]): Buffer {
    return eventsFrame(
      this.ward,
      this.epoch,
      events.map((event) => event.text),
    );
  }

  /** Lets go of what no reader needs in the next seconds. */
  sweep(): void {
    const now = this.#context.clock.now();
    if (now > this.#wideUntil) {
      this.#recent.trim(KEPT);
      this.#lastDelta = null;
    }
    this.#recent.dropBefore(now - this.#context.replayWindowMs);
  }

  #missing(): { epoch: string; after: number } | null {
    const { at, target } = this.#order;
    if (at === null || at >= target) return null;
    if (target - at > this.#context.limits.deltaEvents) {
      // Too much to fetch, or a seq that never was: the head will tell.
      this.#context.check(this.ward);
      return null;
    }
    return { epoch: this.epoch, after: at };
  }

  #accept(texts: readonly OrderedText[]): void {
    if (texts.length === 0) return;
    const since = this.#context.clock.now();
    for (const { seq, text } of texts) {
      const event = { seq, text: clientEventText(this.ward, this.epoch, text), since };
      this.#recent.push(event, this.#bounds(since));
      this.#fresh.push(event);
    }
    this.#context.touch(this);
    this.#release(this.at ?? 0);
  }

  /** Goes on from a position without the events before it; live readers are recovered. */
  #moveTo(epoch: string, head: number): void {
    this.generation += 1;
    this.epoch = epoch;
    this.#fresh = [];
    this.#recent.clear();
    this.#back = null;
    const early = this.#order.moveTo(head);
    this.#release(Infinity);
    for (const subscription of this.subscriptions) {
      if (subscription.state === 'live') this.#fallBehind(subscription);
    }
    this.#accept(early);
    if (this.#order.isShort()) this.#gapFill.soon(REORDER_MS);
  }

  #fallBehind(subscription: Subscription): void {
    subscription.state = 'behind';
    this.#context.metrics.fellBehind();
    this.#context.recover(subscription);
  }

  #release(seq: number): void {
    if (this.#waiters.length === 0) return;
    const due = this.#waiters.filter((waiter) => waiter.seq <= seq);
    this.#waiters = this.#waiters.filter((waiter) => waiter.seq > seq);
    for (const waiter of due) waiter.resolve();
  }

  #bounds(now: number): RecentBounds {
    if (now > this.#wideUntil) return KEPT;
    const { deltaEvents, deltaBytes } = this.#context.limits;
    // Room for what comes while a delta is under way.
    return { events: deltaEvents + KEPT.events, size: deltaBytes + KEPT.size };
  }

  /** Reads the window from a seq on into what is kept; those who ask meanwhile share the read. */
  async #readBack(after: number): Promise<void> {
    const current = this.#back;
    if (current !== null && current.after <= after) return current.done;
    const mine = { after, done: this.#readWindow(after) };
    this.#back = mine;
    await mine.done;
    // A jump, or a reader further back, may have put another read in its place.
    if (this.#back === mine) this.#back = null;
  }

  async #readWindow(after: number): Promise<void> {
    const { bus, limits, clock } = this.#context;
    const { generation, epoch, ward } = this;
    const held = await bus.readWindow(ward, epoch, after, limits.deltaEvents).catch(() => []);
    if (generation !== this.generation || this.at === null) return;
    if (!held.every((event, index) => event.seq === after + 1 + index)) return;
    const since = clock.now();
    this.#wideUntil = since + WIDE_MS;
    const older = held.map(({ seq, text }) => ({
      seq,
      text: clientEventText(ward, epoch, text),
      since,
    }));
    this.#recent.prepend(older, this.at, this.#bounds(since));
  }
}
