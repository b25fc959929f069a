import type { WardEvent } from '../contract/events/ward-event.ts';
import type { ClientFrame } from '../contract/frames/client-frame.ts';
import type { ServerFrame } from '../contract/frames/server-frame.ts';
import type { WardKey } from '../contract/ids.ts';
import { backOffMs } from './back-off.ts';
import type { KeptWard, RandomPort } from './ports.ts';
import { type Fault, type Moment, WardReplica } from './ward-replica.ts';

/** A ward that nobody looks at any more is followed this much longer, in milliseconds. */
const LINGER_MS = 5_000;
/** A ward that was denied is asked for again this much later, in milliseconds. */
const DENIED_AGAIN_MS = 60_000;

export interface SubscriptionsListener {
  /** State, cursor or standing of the ward may be another now. */
  changed(ward: WardKey): void;
  /** These events have just been applied. */
  advanced(ward: WardKey, events: readonly WardEvent[]): void;
  /** A recovery ended: the ward is where the server's head was at some moment after it was asked. */
  recovered(ward: WardKey): void;
  /** What is kept of the ward must go. */
  forget(ward: WardKey): void;
  /** The protocol was broken; the ward is asked for again. */
  fault(ward: WardKey, fault: Fault): void;
}

/** Faults in a row of one ward, and when it is asked for again (by the device's counter). */
interface Trouble {
  faults: number;
  againAt: number | null;
}

/**
 * The wards that someone looks at, each kept subscribed on whatever socket is open
 * (docs/sync.md, S1 to S6). Holds no timer: `tick` moves on what waits.
 */
export class Subscriptions {
  readonly #replicas = new Map<WardKey, WardReplica>();
  /** How many look at a ward. */
  readonly #watchers = new Map<WardKey, number>();
  /** Wards nobody looks at any more, until when they are still followed. */
  readonly #lingering = new Map<WardKey, number>();
  readonly #troubles = new Map<WardKey, Trouble>();
  readonly #listener: SubscriptionsListener;
  readonly #random: RandomPort;
  /** Sends on the open socket; null: there is none. */
  #send: ((frame: ClientFrame) => void) | null = null;
  #nextId = 1;

  constructor(listener: SubscriptionsListener, random: RandomPort) {
    this.#listener = listener;
    this.#random = random;
  }

  /** Every ward of which anything is known, looked at or not. */
  get replicas(): ReadonlyMap<WardKey, WardReplica> {
    return this.#replicas;
  }

  isWatched(ward: WardKey): boolean {
    return this.#watchers.has(ward);
  }

  get watched(): Iterable<WardKey> {
    return this.#watchers.keys();
  }

  restore(kept: readonly KeptWard[]): void {
    for (const ward of kept) {
      const replica = this.#replica(ward.ward);
      if (replica.cursor !== null || replica.phase !== 'idle') continue;
      replica.restore(ward);
      this.#listener.changed(ward.ward);
    }
  }

  watch(ward: WardKey, moment: Moment): void {
    const count = this.#watchers.get(ward) ?? 0;
    this.#watchers.set(ward, count + 1);
    this.#lingering.delete(ward);
    const replica = this.#replica(ward);
    if (count === 0 && (replica.phase === 'idle' || replica.phase === 'denied')) {
      this.#ask(replica, moment);
    }
    this.#listener.changed(ward);
  }

  unwatch(ward: WardKey, moment: Moment): void {
    const count = this.#watchers.get(ward) ?? 0;
    if (count > 1) {
      this.#watchers.set(ward, count - 1);
      return;
    }
    this.#watchers.delete(ward);
    this.#lingering.set(ward, moment.now + LINGER_MS);
    this.#listener.changed(ward);
  }

  /** A socket is open: ask for everything that is looked at, in one burst. */
  up(send: (frame: ClientFrame) => void, moment: Moment): void {
    this.#send = send;
    this.#nextId = 1;
    this.#troubles.clear();
    for (const ward of this.#watchers.keys()) this.#ask(this.#replica(ward), moment);
  }

  /** The socket is gone, and with it everything that was asked on it. */
  down(): void {
    this.#send = null;
    this.#lingering.clear();
    for (const replica of this.#replicas.values()) {
      if (replica.phase === 'denied') continue;
      replica.rest();
      this.#listener.changed(replica.ward);
    }
  }

  frame(frame: ServerFrame, moment: Moment): void {
    switch (frame.type) {
      case 'subscribed':
        this.#take(frame.ward, moment, (replica) => replica.subscribed(frame));
        break;
      case 'snapshot':
        this.#take(frame.ward, moment, (replica) => replica.snapshot(frame));
        break;
      case 'events':
        this.#take(frame.ward, moment, (replica) => {
          const before = replica.cursor;
          const fault = replica.events(frame, moment);
          if (replica.cursor !== before) this.#listener.advanced(frame.ward, frame.events);
          return fault;
        });
        break;
      case 'heartbeat':
        for (const replica of this.#replicas.values()) {
          this.#heartbeat(replica, frame.wards[replica.ward], moment);
        }
        break;
      case 'unsubscribed':
        this.#deny(frame.ward, moment);
        break;
      case 'error':
        this.#error(frame.id, frame.code, moment);
        break;
      default:
        break;
    }
  }

  /** A frame about this ward was lost on us: only a snapshot leads past it. */
  unreadable(ward: WardKey, moment: Moment): void {
    this.#take(ward, moment, (replica) =>
      replica.phase === 'denied' || replica.phase === 'idle'
        ? null
        : { trusted: false, why: 'a frame that cannot be read' },
    );
  }

  /** Asks for a ward again although nothing is wrong with it: to be where its head is from now on. */
  refresh(ward: WardKey, moment: Moment): void {
    const replica = this.#replicas.get(ward);
    if (replica === undefined || replica.phase === 'idle' || replica.phase === 'denied') return;
    this.#unsubscribe(replica);
    this.#ask(replica, moment);
  }

  tick(moment: Moment): void {
    for (const [ward, until] of this.#lingering) {
      if (moment.now < until) continue;
      this.#lingering.delete(ward);
      const replica = this.#replicas.get(ward);
      if (replica !== undefined) this.#unsubscribe(replica);
    }
    for (const [ward, trouble] of this.#troubles) {
      if (trouble.againAt === null || moment.now < trouble.againAt) continue;
      trouble.againAt = null;
      if (this.#watchers.has(ward)) this.#ask(this.#replica(ward), moment);
    }
    for (const replica of this.#replicas.values()) {
      const fault = replica.tick();
      if (fault !== null) this.#recover(replica, fault, moment);
    }
  }

  /** Someone else signs in: nothing that is here was theirs. */
  reset(): void {
    for (const replica of this.#replicas.values()) {
      if (this.#send !== null) this.#unsubscribe(replica);
      replica.forget();
      this.#listener.changed(replica.ward);
    }
  }

  /** No access to anything any more: as `unsubscribed` of every ward. */
  denyAll(moment: Moment): void {
    for (const ward of this.#replicas.keys()) this.#deny(ward, moment);
  }

  #replica(ward: WardKey): WardReplica {
    let replica = this.#replicas.get(ward);
    if (replica === undefined) {
      replica = new WardReplica(ward);
      this.#replicas.set(ward, replica);
    }
    return replica;
  }

  #ask(replica: WardReplica, moment: Moment): void {
    if (this.#send === null) return;
    this.#send(replica.ask(this.#nextId++, moment));
    this.#listener.changed(replica.ward);
  }

  #unsubscribe(replica: WardReplica): void {
    if (replica.phase === 'idle' || replica.phase === 'denied') return;
    this.#send?.({ type: 'unsubscribe', id: this.#nextId++, ward: replica.ward });
    replica.rest();
    this.#listener.changed(replica.ward);
  }

  #take(ward: WardKey, moment: Moment, read: (replica: WardReplica) => Fault | null): void {
    const replica = this.#replicas.get(ward);
    if (replica === undefined) return;
    const recoveries = replica.recoveries;
    const fault = read(replica);
    this.#listener.changed(ward);
    if (fault !== null) this.#recover(replica, fault, moment);
    else if (replica.recoveries !== recoveries) this.#listener.recovered(ward);
  }

  #heartbeat(replica: WardReplica, head: number | undefined, moment: Moment): void {
    const fault = replica.heartbeat(head, moment);
    if (fault !== null) this.#recover(replica, fault, moment);
    else if (head !== undefined && replica.isAtHead) this.#troubles.delete(replica.ward);
    this.#listener.changed(replica.ward);
  }

  /** The first fault is answered at once, with the cursor if it holds; more in a row, by and by. */
  #recover(replica: WardReplica, fault: Fault, moment: Moment): void {
    const trouble = this.#troubles.get(replica.ward) ?? { faults: 0, againAt: null };
    this.#troubles.set(replica.ward, trouble);
    trouble.faults++;
    const again = trouble.faults > 1;
    const trusted = fault.trusted && !again;
    this.#unsubscribe(replica);
    replica.distrust({ ...fault, trusted });
    if (!trusted) this.#listener.forget(replica.ward);
    this.#listener.fault(replica.ward, fault);
    if (!again) this.#ask(replica, moment);
    else trouble.againAt = moment.now + backOffMs(trouble.faults, this.#random());
    this.#listener.changed(replica.ward);
  }

  #error(id: number | null, code: string, moment: Moment): void {
    const replica = [...this.#replicas.values()].find((each) => each.awaits(id));
    if (replica === undefined) return;
    if (code === 'forbidden' || code === 'not_found') this.#deny(replica.ward, moment);
    else this.#recover(replica, { trusted: true, why: `refused: ${code}` }, moment);
  }

  #deny(ward: WardKey, moment: Moment): void {
    const replica = this.#replicas.get(ward);
    if (replica === undefined) return;
    replica.deny();
    // Rights come back, too: a nurse gets a shift in this ward.
    this.#troubles.set(ward, { faults: 0, againAt: moment.now + DENIED_AGAIN_MS });
    this.#listener.forget(ward);
    this.#listener.changed(ward);
  }
}
