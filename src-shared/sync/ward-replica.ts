import type { Cursor } from '../contract/cursor.ts';
import type { WardEvent } from '../contract/events/ward-event.ts';
import type { ServerFrameOf } from '../contract/frames/server-frame.ts';
import type { SubscribeFrame } from '../contract/frames/subscribe.ts';
import type { WardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import { applyEvents } from '../domain/log/apply-event.ts';
import type { KeptWard } from './ports.ts';
import type { ServerMs } from './views.ts';

/**
 * Where a ward stands on the present socket.
 * - `idle`: not asked for
 * - `asked`: `subscribe` is out; what comes about the ward before the answer belongs to the past
 * - `delta`: events up to `upTo` are on their way
 * - `snapshot`: a snapshot is on its way
 * - `following`: each event comes as it is committed
 * - `denied`: not to be seen by this user
 */
export type ReplicaPhase =
  | { readonly at: 'idle' }
  | { readonly at: 'asked'; readonly id: number }
  | { readonly at: 'delta'; readonly upTo: Cursor }
  | { readonly at: 'snapshot' }
  | { readonly at: 'following' }
  | { readonly at: 'denied' };

/** The server paces recoveries by what the socket drains; this is far beyond any such pause. */
const RECOVERY_STALLS_AFTER_TICKS = 60;

/** Something the protocol does not allow: ask again. `trusted`: the state at the cursor still holds. */
export interface Fault {
  readonly trusted: boolean;
  readonly why: string;
}

/**
 * A moment by the device's counter, and by the server's clock. Of a heartbeat it is the moment at
 * which the server put it together, not that at which it came.
 */
export interface Moment {
  readonly now: number;
  readonly server: ServerMs;
}

/**
 * One ward's log as this device follows it: state and cursor move together, by events that fit
 * exactly or by a snapshot, and by nothing else (docs/sync.md, W1 to W14).
 */
export class WardReplica {
  readonly ward: WardKey;
  #phase: ReplicaPhase = { at: 'idle' };
  #cursor: Cursor | null = null;
  #state: LogState | null = null;
  #asOf: ServerMs | null = null;
  /** The newest seq that a heartbeat told on this socket; null: none since the recovery. */
  #head: number | null = null;
  /** By the device's counter: when this socket last told the head; null: not verified. */
  #verifiedAt: number | null = null;
  /** A heartbeat may have been put together before the recovery ended: one is let off. */
  #graceForOmission = false;
  /** The last that was heard is that the ward is not for this user; asking again does not change it. */
  #isDenied = false;
  /** Recoveries that ended, on any socket. */
  #recoveries = 0;
  /** When it was last asked for: what a recovery brings was read after this. */
  #askedAt: Moment = { now: 0, server: 0 };
  /** Ticks since the phase began, or a delta last moved on. */
  #ticksUnmoved = 0;

  constructor(ward: WardKey) {
    this.ward = ward;
  }

  get phase(): ReplicaPhase['at'] {
    return this.#phase.at;
  }
  get cursor(): Cursor | null {
    return this.#cursor;
  }
  get state(): LogState | null {
    return this.#state;
  }
  get asOf(): ServerMs | null {
    return this.#asOf;
  }
  get recoveries(): number {
    return this.#recoveries;
  }
  get isDenied(): boolean {
    return this.#isDenied;
  }
  get verifiedAt(): number | null {
    return this.#verifiedAt;
  }
  /** At the newest position anyone has told of. */
  get isAtHead(): boolean {
    const seq = this.#cursor?.seq ?? -1;
    return this.#phase.at === 'following' && (this.#head === null || this.#head <= seq);
  }

  /** What the cache kept; only before anything came from the server. */
  restore(kept: KeptWard): void {
    this.#cursor = kept.cursor;
    this.#state = kept.state;
    this.#asOf = kept.asOf;
  }

  /** What the cache should keep; null: nothing that can be trusted. */
  toKeep(): KeptWard | null {
    if (this.#cursor === null || this.#state === null || this.#asOf === null) return null;
    return { ward: this.ward, cursor: this.#cursor, state: this.#state, asOf: this.#asOf };
  }

  /** The request that starts following; `id` is fresh on this socket. */
  ask(id: number, moment: Moment): SubscribeFrame {
    this.#phase = { at: 'asked', id };
    this.#askedAt = moment;
    this.#ticksUnmoved = 0;
    this.#unverify();
    return { type: 'subscribe', id, ward: this.ward, cursor: this.#cursor };
  }

  /** The socket is gone, or nobody wants the ward any more. */
  rest(): void {
    this.#phase = { at: 'idle' };
    this.#unverify();
  }

  /** After a fault: the state may stay on the screen as stale, but is only built on if trusted. */
  distrust(fault: Fault): void {
    if (!fault.trusted) this.#cursor = null;
    this.rest();
  }

  /** The right to the ward is gone: nothing of it may be kept. */
  deny(): void {
    this.forget();
    this.#phase = { at: 'denied' };
    this.#isDenied = true;
  }

  /** As if it had never been looked at. */
  forget(): void {
    this.rest();
    this.#isDenied = false;
    this.#cursor = null;
    this.#state = null;
    this.#asOf = null;
  }

  /** Whether `id` is the request that waits for its answer. */
  awaits(id: number | null): boolean {
    return this.#phase.at === 'asked' && this.#phase.id === id;
  }

  subscribed(frame: ServerFrameOf<'subscribed'>): Fault | null {
    if (!this.awaits(frame.id)) return null;
    const { cursor, recovery } = frame;
    this.#ticksUnmoved = 0;
    if (recovery === 'snapshot') {
      this.#phase = { at: 'snapshot' };
      return null;
    }
    const own = this.#cursor;
    if (own === null || own.epoch !== cursor.epoch) {
      return { trusted: false, why: `${recovery} to a cursor that we do not have` };
    }
    if (recovery === 'current') {
      if (own.seq !== cursor.seq) return { trusted: true, why: 'current, but elsewhere' };
      this.#recovered();
      return null;
    }
    if (cursor.seq <= own.seq) return { trusted: true, why: 'delta that leads nowhere' };
    this.#phase = { at: 'delta', upTo: cursor };
    return null;
  }

  snapshot(frame: ServerFrameOf<'snapshot'>): Fault | null {
    if (this.#phase.at === 'asked' || this.#phase.at === 'idle' || this.#phase.at === 'denied') {
      return null;
    }
    const { hospitalId, wardId } = frame.state;
    if (`${hospitalId}/${wardId}` !== this.ward) {
      return { trusted: false, why: 'the snapshot is of another ward' };
    }
    const epoch = this.#cursor?.epoch;
    this.#cursor = frame.cursor;
    this.#state = frame.state;
    if (this.#phase.at !== 'following') this.#recovered();
    // One that comes unasked replaces what fell behind; a head of another epoch says nothing of it.
    else if (epoch !== frame.cursor.epoch) this.#unverify();
    return null;
  }

  events(frame: ServerFrameOf<'events'>, moment: Moment): Fault | null {
    const phase = this.#phase;
    if (phase.at === 'asked' || phase.at === 'idle' || phase.at === 'denied') return null;
    if (phase.at === 'snapshot') return { trusted: true, why: 'events where a snapshot is due' };
    const cursor = this.#cursor;
    const state = this.#state;
    if (cursor === null || state === null) return { trusted: false, why: 'events upon nothing' };
    if (frame.epoch !== cursor.epoch) return { trusted: true, why: 'events of another epoch' };
    if (!continues(frame.events, cursor.seq)) return { trusted: true, why: 'a gap or a repeat' };
    const last = frame.events.at(-1);
    const seq = last?.seq ?? cursor.seq;
    if (phase.at === 'delta' && seq > phase.upTo.seq) {
      return { trusted: true, why: 'a delta beyond its end' };
    }
    try {
      this.#state = applyEvents(state, frame.events);
    } catch (error) {
      return { trusted: false, why: `an event does not apply: ${String(error)}` };
    }
    this.#cursor = { epoch: cursor.epoch, seq };
    this.#ticksUnmoved = 0;
    this.#knownTrue(Math.min(Date.parse(last?.at ?? ''), moment.server));
    if (phase.at === 'delta' && seq === phase.upTo.seq) this.#recovered();
    return null;
  }

  /**
   * What a heartbeat says of this ward; undefined: it was left out.
   * A head that one heartbeat told has to be here by the next.
   */
  heartbeat(head: number | undefined, moment: Moment): Fault | null {
    if (this.#phase.at !== 'following' || this.#cursor === null) return null;
    if (this.#head !== null && this.#head > this.#cursor.seq) {
      return { trusted: true, why: 'events that were told of have not come' };
    }
    if (head === undefined) {
      if (!this.#graceForOmission) this.#unverify();
      this.#graceForOmission = false;
      return null;
    }
    this.#graceForOmission = false;
    this.#head = head;
    this.#verifiedAt = moment.now;
    if (head <= this.#cursor.seq) this.#knownTrue(moment.server);
    return null;
  }

  /** A recovery that does not move on is asked for again. Counts ticks, not time: it may have slept. */
  tick(): Fault | null {
    const recovering = ['asked', 'delta', 'snapshot'].includes(this.#phase.at);
    if (!recovering || ++this.#ticksUnmoved <= RECOVERY_STALLS_AFTER_TICKS) return null;
    return { trusted: true, why: `no progress while ${this.#phase.at}` };
  }

  #recovered(): void {
    this.#phase = { at: 'following' };
    this.#isDenied = false;
    this.#head = null;
    this.#verifiedAt = this.#askedAt.now;
    this.#graceForOmission = true;
    this.#recoveries++;
    this.#knownTrue(this.#askedAt.server);
  }

  #unverify(): void {
    this.#verifiedAt = null;
    this.#head = null;
    this.#graceForOmission = false;
  }

  #knownTrue(at: ServerMs): void {
    if (Number.isFinite(at) && (this.#asOf === null || at > this.#asOf)) this.#asOf = at;
  }
}

function continues(events: readonly WardEvent[], after: number): boolean {
  return events.every((event, index) => event.seq === after + 1 + index);
}
