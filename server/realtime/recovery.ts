import type { Cursor } from '../../src-shared/contract/cursor.ts';
import type { Recovery } from '../../src-shared/contract/frames/subscribed.ts';
import type { Logger } from 'pino';
import { serverFrame } from './frame-bytes.ts';
import type { HeadReads } from './head-reads.ts';
import type { RealtimeLimits } from './limits.ts';
import type { RealtimeMetrics } from './metrics.ts';
import { RecoveryPace } from './recovery-pace.ts';
import { RecoveryTurns } from './recovery-turns.ts';
import { RetryPause } from './retry-pause.ts';
import type { SnapshotReads } from './snapshot-reads.ts';
import type { Subscription } from './subscription.ts';
import type { Peer } from './peer.ts';

export interface RecoveriesParts {
  readonly heads: HeadReads;
  readonly snapshots: SnapshotReads;
  readonly limits: RealtimeLimits;
  readonly metrics: RealtimeMetrics;
  readonly log: Logger;
  /** The ward does not exist: the subscription is over. */
  readonly refuse: (subscription: Subscription, requestId: number | null) => void;
}

/** What a frame has besides its events, at most. */
const HEAD_BYTES = 256;

/** What a recovery starts from. `id` null: the client has not asked, it fell behind. */
export interface RecoveryRequest {
  readonly id: number | null;
  readonly cursor: Cursor | null;
}

/** What is sent to bring a reader from its cursor to `end`. */
interface Body {
  readonly recovery: Recovery;
  readonly end: Cursor;
  readonly frame: Buffer | null;
}

/**
 * Brings subscriptions to the head and makes them live: the head is read from PostgreSQL after the
 * live stream was joined, and what lies between is sent whole, or not at all and a snapshot instead.
 */
export class Recoveries {
  readonly #parts: RecoveriesParts;
  readonly #pace: RecoveryPace;
  readonly #turns: RecoveryTurns;
  readonly #pause = new RetryPause();
  #closed = false;

  constructor(parts: RecoveriesParts) {
    this.#parts = parts;
    this.#pace = new RecoveryPace(parts.limits.recoveryBytes);
    this.#turns = new RecoveryTurns(parts.limits.recoveriesPerTurn);
  }

  /**
   * Runs until the subscription is live, or no longer wanted.
   * @param joined resolves when the live stream is held, or when it is no use waiting for it
   */
  async recover(
    subscription: Subscription,
    request: RecoveryRequest,
    joined: Promise<void>,
  ): Promise<void> {
    subscription.state = 'recovering';
    await joined;
    while (!this.#closed && subscription.isWanted()) {
      try {
        if (await this.#attempt(subscription, request)) return;
      } catch (error) {
        // PostgreSQL cannot be reached. The ward is left out of heartbeats until it can.
        this.#parts.log.debug({ err: error, ward: subscription.feed.ward }, 'recovery waits');
        await this.#pause.wait();
      }
    }
  }

  /** A socket has drained, or is gone. */
  drained(peer: Peer): void {
    this.#pace.drained(peer);
  }

  close(): void {
    this.#closed = true;
    this.#turns.close();
    this.#pause.close();
  }

  /** False where history moved under it: it is tried anew. */
  async #attempt(subscription: Subscription, request: RecoveryRequest): Promise<boolean> {
    const { feed, peer } = subscription;
    const head = await this.#parts.heads.read(feed.ward);
    if (head === null) {
      if (subscription.isWanted()) this.#parts.refuse(subscription, request.id);
      return true;
    }
    await this.#pace.turn(peer);
    try {
      if (!subscription.isWanted()) return true;
      const { generation } = feed;
      const body = await this.#bodyFor(subscription, request.cursor, head);
      if (!subscription.isWanted()) return true;
      const turn = this.#turns.next();
      if (turn !== null) await turn;
      if (!subscription.isWanted()) return true;
      if (body === null || generation !== feed.generation) return false;
      this.#finish(subscription, request, body);
      return true;
    } finally {
      this.#pace.done(peer);
    }
  }

  async #bodyFor(
    { feed }: Subscription,
    cursor: Cursor | null,
    head: Cursor,
  ): Promise<Body | null> {
    if (feed.epoch !== head.epoch) return null;
    const { deltaEvents, deltaBytes } = this.#parts.limits;
    const isOfThisLog = cursor !== null && cursor.epoch === head.epoch && cursor.seq <= head.seq;
    if (isOfThisLog && cursor.seq === head.seq)
      return { recovery: 'current', end: head, frame: null };
    if (isOfThisLog && head.seq - cursor.seq <= deltaEvents) {
      await feed.reach(head.seq);
      const frame = await feed.frameBetween(cursor.seq, head.seq);
      if (feed.epoch !== head.epoch) return null;
      if (frame !== null && frame.length <= deltaBytes + HEAD_BYTES) {
        return { recovery: 'delta', end: head, frame };
      }
    }
    const snapshot = await this.#parts.snapshots.read(feed.ward, head);
    if (snapshot === null || snapshot.cursor.epoch !== head.epoch) return null;
    return { recovery: 'snapshot', end: snapshot.cursor, frame: snapshot.frame };
  }

  #finish(subscription: Subscription, request: RecoveryRequest, body: Body): void {
    const { feed, peer } = subscription;
    const { recovery, end, frame } = body;
    if (request.id !== null) {
      const { id } = request;
      peer.send(serverFrame({ type: 'subscribed', id, ward: feed.ward, recovery, cursor: end }));
    }
    if (frame !== null) peer.send(frame);
    subscription.epoch = end.epoch;
    subscription.sentSeq = end.seq;
    this.#parts.metrics.recovered(recovery, request.id === null ? 'behind' : 'subscribe');
    feed.goLive(subscription);
  }
}
