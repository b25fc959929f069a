import { CLOSE } from '../../src-shared/contract/frames/close-codes.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import { within } from './batched-reads.ts';
import type { RealtimeClock } from './clock.ts';
import { textFrame } from './frame-bytes.ts';
import type { Hub } from './hub.ts';
import type { Peer } from './peer.ts';

export interface HeartbeatsParts {
  readonly hub: Hub;
  readonly clock: RealtimeClock;
  readonly heartbeatMs: number;
  readonly timeoutMs: number;
  /** `RealtimeLimits.headsAtOnce` */
  readonly headsAtOnce: number;
}

const SLOTS = 32;
/** Heads are read anew for a heartbeat when they are older than this part of the interval. */
const FRESH_PART = 1 / 8;
/** An empty ping of WebSocket, as a server sends it. */
const PING = Buffer.from([0x89, 0]);
/** Longest wait for the heads of a heartbeat, in milliseconds. */
const HEADS_WAIT_MS = 1_000;

/**
 * A timer wheel: each socket has a slot in the interval, in which it gets its ping and its
 * heartbeat frame, so that the work is spread. `close` stops it.
 */
export class Heartbeats {
  readonly #parts: HeartbeatsParts;
  readonly #slots: Set<Peer>[] = Array.from({ length: SLOTS }, () => new Set<Peer>());
  readonly #tickMs: number;
  readonly #timer: NodeJS.Timeout;
  #next = 0;
  #tickedAt: number;
  /** Until then no missing pong counts: this process itself was away. */
  #excusedUntil = -Infinity;

  constructor(parts: HeartbeatsParts) {
    this.#parts = parts;
    this.#tickMs = parts.heartbeatMs / SLOTS;
    this.#tickedAt = parts.clock.now();
    this.#timer = setInterval(() => {
      this.#tick();
    }, this.#tickMs);
  }

  /** Gives the socket a slot: the emptiest, so that those who come at once are spread. */
  add(peer: Peer): void {
    let slot = this.#slots[this.#next];
    for (const other of this.#slots) if (slot === undefined || other.size < slot.size) slot = other;
    slot?.add(peer);
  }

  remove(peer: Peer): void {
    for (const slot of this.#slots) if (slot.delete(peer)) return;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#parts.clock.now();
    // Late by much: the process or the machine stood still, and pongs lie unread in the sockets.
    const late = now - this.#tickedAt - this.#tickMs;
    if (late > Math.max(100, this.#parts.timeoutMs / 4))
      this.#excusedUntil = now + this.#parts.timeoutMs;
    this.#tickedAt = now;
    this.#closeSilent(now);
    const oldest = now - this.#parts.heartbeatMs * FRESH_PART;
    this.#beatSlot(this.#slots[this.#next] ?? new Set(), now, oldest);
    this.#next = (this.#next + 1) % SLOTS;
    // Read a tick ahead, so that ping and heartbeat leave in one write.
    const soon = this.#staleWards(this.#slots[this.#next] ?? [], oldest + this.#tickMs);
    if (soon.size > 0) void this.#readHeads(soon);
  }

  #beatSlot(slot: ReadonlySet<Peer>, now: number, oldest: number): void {
    const due = [...slot].filter((peer) => peer.isOpen());
    const stale = this.#staleWards(due, oldest);
    if (stale.size === 0) {
      this.#beat(due, oldest, now);
      return;
    }
    // A ping does not wait for PostgreSQL.
    for (const peer of due) {
      if (beginPing(peer, now)) peer.send(PING);
    }
    void this.#readHeads(stale).then(() => {
      this.#beat(due, oldest, null);
    });
  }

  /** The slots whose pings are as old as the time-out allows, about one a tick. */
  #closeSilent(now: number): void {
    if (now < this.#excusedUntil) return;
    const { timeoutMs } = this.#parts;
    const ticks = Math.ceil(timeoutMs / this.#tickMs);
    const slot = this.#slots[(((this.#next - ticks) % SLOTS) + SLOTS) % SLOTS];
    for (const peer of slot ?? []) {
      const isSilent =
        peer.pingedAt !== null && now - peer.pingedAt >= timeoutMs - this.#tickMs / 2;
      // Behind what has not drained yet the ping has not even left: that socket is too slow, not gone.
      if (isSilent && peer.stream.writableLength === 0) {
        peer.close(CLOSE.heartbeatMissed, 'no pong');
      }
    }
  }

  /** @param pingAt null: they have been pinged */
  #beat(peers: readonly Peer[], oldest: number, pingAt: number | null): void {
    const head = `{"type":"heartbeat","serverTime":"${new Date(this.#parts.clock.wallTime()).toISOString()}"`;
    const frames = new Map<string, Buffer>();
    for (const peer of peers) {
      const heads = this.#headsOf(peer, oldest);
      const pings = pingAt !== null && beginPing(peer, pingAt);
      const key = pings ? `ping ${heads}` : heads;
      // Many sockets of one ward get the same bytes, and the ping leaves in the same write.
      let bytes = frames.get(key);
      if (bytes === undefined) {
        const frame = textFrame(`${head},"wards":{${heads}}}`);
        bytes = pings ? Buffer.concat([PING, frame]) : frame;
      }
      if (peer.subscriptions.size <= 1) frames.set(key, bytes);
      peer.send(bytes);
    }
  }

  #staleWards(peers: Iterable<Peer>, oldest: number): Set<WardKey> {
    const stale = new Set<WardKey>();
    for (const { subscriptions } of peers) {
      for (const [ward, { feed }] of subscriptions) {
        if ((feed.verified?.began ?? -Infinity) < oldest) stale.add(ward);
      }
    }
    return stale;
  }

  /** Reads the heads of all wards at once while they are few, so that the next slots need no read. */
  async #readHeads(stale: ReadonlySet<WardKey>): Promise<void> {
    const { hub, heartbeatMs } = this.#parts;
    const wait = Math.min(HEADS_WAIT_MS, heartbeatMs / 4);
    const read = hub.followed > this.#parts.headsAtOnce ? hub.readHeads(stale) : hub.readHeads();
    await within(read, wait).catch(() => undefined);
  }

  #headsOf(peer: Peer, oldest: number): string {
    const parts: string[] = [];
    for (const [ward, { feed }] of peer.subscriptions) {
      const { verified } = feed;
      if (verified !== null && verified.began >= oldest) parts.push(`"${ward}":${verified.seq}`);
    }
    return parts.join(',');
  }
}

/** Notes that a ping leaves now; false: the one before has not been answered, so none does. */
function beginPing(peer: Peer, now: number): boolean {
  if (peer.pingedAt !== null) return false;
  peer.pingedAt = now;
  return true;
}
