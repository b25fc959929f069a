import type { Logger } from 'pino';
import type { SubscribeFrame } from '../../src-shared/contract/frames/subscribe.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import { PROBLEMS } from '../../src-shared/contract/problem.ts';
import { parseBusEvent } from '../bus/bus-event.ts';
import type { Bus } from '../bus/bus.ts';
import type { RealtimeClock } from './clock.ts';
import { serverFrame } from './frame-bytes.ts';
import { HeadReads } from './head-reads.ts';
import type { RealtimeLimits } from './limits.ts';
import type { RealtimeMetrics } from './metrics.ts';
import type { Outlet } from './outlet.ts';
import type { Peer } from './peer.ts';
import type { WardHeads, WardReads } from './ports.ts';
import { Recoveries } from './recovery.ts';
import { SnapshotReads } from './snapshot-reads.ts';
import { Subscription } from './subscription.ts';
import { WardFeed, type FeedContext } from './ward-feed.ts';
import { WardMembership } from './ward-membership.ts';

export interface HubParts {
  readonly bus: Bus;
  readonly reads: WardReads;
  readonly clock: RealtimeClock;
  readonly limits: RealtimeLimits;
  readonly metrics: RealtimeMetrics;
  readonly outlet: Outlet;
  readonly log: Logger;
  readonly replayWindowMs: number;
}

const EARLY_MAX = 1_000;

/** The wards that sockets of this process follow. Whether they may is decided before. */
export class Hub {
  readonly heads: HeadReads;
  readonly #parts: HubParts;
  readonly #feeds = new Map<WardKey, WardFeed>();
  readonly #membership: WardMembership;
  readonly #snapshots: SnapshotReads;
  readonly #recoveries: Recoveries;
  readonly #feedContext: FeedContext;
  #epoch: string | null = null;
  /** Messages that came before this process has read its first head. */
  #early: { readonly ward: WardKey; readonly text: string }[] = [];
  #closed = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
    const { bus, reads, clock, limits, metrics } = parts;
    this.heads = new HeadReads({
      ...{ reads, clock, limits, metrics },
      positions: (wards) => this.#positions(wards),
      onHeads: (found, began, positions) => {
        this.#noteHeads(found, began, positions);
      },
    });
    this.#snapshots = new SnapshotReads(reads, clock, limits.snapshotReads);
    this.#recoveries = new Recoveries({
      ...{ heads: this.heads, snapshots: this.#snapshots, limits, metrics, log: parts.log },
      refuse: (subscription, requestId) => {
        this.#refuse(subscription, requestId);
      },
    });
    this.#membership = new WardMembership({
      ...{ bus, limits },
      onLateJoin: (ward) => {
        this.#check(ward);
      },
      onLeft: (ward) => {
        this.#feeds.get(ward)?.close();
        this.#feeds.delete(ward);
      },
    });
    this.#feedContext = {
      ...{ bus, reads, clock, limits, metrics, replayWindowMs: parts.replayWindowMs },
      touch: (feed) => {
        parts.outlet.touchFeed(feed);
      },
      recover: (subscription) => {
        this.#recoverBehind(subscription);
      },
      check: (ward) => {
        this.#check(ward);
      },
    };
    bus.onMessage((ward, text) => {
      this.#onMessage(ward, text);
    });
    bus.onResume(() => {
      this.checkAll();
    });
  }

  feed(ward: WardKey): WardFeed | undefined {
    return this.#feeds.get(ward);
  }

  /** Follows a ward from the frame's cursor on; answers with `subscribed`, or `error`. */
  subscribe(peer: Peer, frame: SubscribeFrame): void {
    const known = peer.subscriptions.get(frame.ward);
    if (known !== undefined) this.#remove(known);
    const feed = this.#feedOf(frame.ward);
    const subscription = new Subscription(peer, feed);
    feed.subscriptions.add(subscription);
    peer.subscriptions.set(frame.ward, subscription);
    this.#parts.metrics.subscriptions(1);
    const request = { id: frame.id, cursor: frame.cursor };
    const joined = this.#membership.join(frame.ward);
    void this.#recoveries.recover(subscription, request, joined);
  }

  unsubscribe(peer: Peer, ward: WardKey): void {
    const subscription = peer.subscriptions.get(ward);
    if (subscription !== undefined) this.#remove(subscription);
  }

  /** The socket is gone. */
  drop(peer: Peer): void {
    for (const subscription of [...peer.subscriptions.values()]) this.#remove(subscription);
    this.#recoveries.drained(peer);
  }

  drained(peer: Peer): void {
    this.#recoveries.drained(peer);
  }

  /** How many wards are followed here. */
  get followed(): number {
    return this.#feeds.size;
  }

  /**
   * Reads the heads of these wards, or of all followed here; what is missing follows from them.
   * Rejects while PostgreSQL cannot be reached.
   */
  async readHeads(wards: Iterable<WardKey> = this.#feeds.keys()): Promise<void> {
    await Promise.all([...wards].map((ward) => this.heads.read(ward)));
  }

  /** Messages may have been missed. */
  checkAll(): void {
    for (const ward of this.#feeds.keys()) this.#check(ward);
  }

  sweep(): void {
    for (const feed of this.#feeds.values()) feed.sweep();
    this.#snapshots.sweep();
    // Without messages, the heads alone tell what has happened.
    if (!this.#parts.bus.isUp()) this.checkAll();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#recoveries.close();
    this.heads.close();
    for (const feed of this.#feeds.values()) feed.close();
    await this.#membership.close();
    this.#feeds.clear();
  }

  #feedOf(ward: WardKey): WardFeed {
    const known = this.#feeds.get(ward);
    if (known !== undefined) return known;
    const feed = new WardFeed(ward, this.#feedContext);
    this.#feeds.set(ward, feed);
    return feed;
  }

  #remove(subscription: Subscription): void {
    const { feed, peer } = subscription;
    if (!feed.subscriptions.delete(subscription)) return;
    if (peer.subscriptions.get(feed.ward) === subscription) peer.subscriptions.delete(feed.ward);
    this.#parts.metrics.subscriptions(-1);
    if (feed.subscriptions.size === 0) this.#membership.leaveSoon(feed.ward);
  }

  #refuse(subscription: Subscription, requestId: number | null): void {
    const { feed, peer } = subscription;
    this.#remove(subscription);
    if (requestId === null) {
      peer.send(serverFrame({ type: 'unsubscribed', ward: feed.ward, code: 'forbidden' }));
    } else {
      peer.send(refusedFrame(requestId));
    }
  }

  #recoverBehind(subscription: Subscription): void {
    const { epoch, sentSeq, feed } = subscription;
    const cursor = epoch === '' ? null : { epoch, seq: sentSeq };
    const joined = this.#membership.join(feed.ward);
    void this.#recoveries.recover(subscription, { id: null, cursor }, joined);
  }

  #onMessage(ward: WardKey, text: string): void {
    const feed = this.#feeds.get(ward);
    if (feed === undefined || this.#closed) return;
    const event = parseBusEvent(text);
    if (event === null || event.ward !== ward) {
      this.#parts.log.warn({ ward }, 'a message on the bus is no event of its ward');
      return;
    }
    if (this.#epoch === null) {
      if (this.#early.length < EARLY_MAX) this.#early.push({ ward, text });
      return;
    }
    if (event.epoch !== this.#epoch) {
      // Of a new epoch that is not known here yet, or of an old one: the heads say which.
      this.#check(ward);
      return;
    }
    feed.offer(event.seq, text);
  }

  #check(ward: WardKey): void {
    // A failed read is made up for by the next heartbeat.
    this.heads.read(ward).catch(() => undefined);
  }

  #positions(wards: readonly WardKey[]): ReadonlyMap<WardKey, number> {
    const positions = new Map<WardKey, number>();
    for (const ward of wards) {
      const at = this.#feeds.get(ward)?.at;
      if (typeof at === 'number') positions.set(ward, at);
    }
    return positions;
  }

  #noteHeads(found: WardHeads, began: number, positions: ReadonlyMap<WardKey, number>): void {
    const { epoch, heads } = found;
    const isNewEpoch = this.#epoch !== null && this.#epoch !== epoch;
    this.#epoch = epoch;
    for (const [ward, head] of heads) {
      const feed = this.#feeds.get(ward);
      if (feed === undefined) continue;
      // Readers were given what PostgreSQL does not have: its history was rewritten.
      if (feed.epoch === epoch && (positions.get(ward) ?? 0) > head) {
        this.#parts.log.error({ ward, head, at: feed.at }, 'the head of a ward has fallen');
        feed.restart(epoch, head);
      }
      feed.noteHead(epoch, head, began);
    }
    const early = this.#early;
    this.#early = [];
    for (const { ward, text } of early) this.#onMessage(ward, text);
    if (!isNewEpoch) return;
    this.#parts.log.warn({ epoch }, 'a new epoch: each reader gets a snapshot');
    for (const feed of this.#feeds.values()) if (feed.epoch !== epoch) this.#check(feed.ward);
  }
}

/** A ward that is forbidden and one that does not exist look the same. */
export function refusedFrame(id: number): Buffer {
  return serverFrame({ type: 'error', id, code: 'forbidden', message: PROBLEMS.forbidden.title });
}
