import type { Peer } from './peer.ts';

/** So many recoveries of one socket have their bodies read or queued at the same time. */
const AT_ONCE = 8;

interface Pace {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Paces the recoveries of each socket by what it drains: a console may ask for 450 wards at once,
 * and its answers must not lie in this process's memory.
 */
export class RecoveryPace {
  readonly #paces = new Map<Peer, Pace>();
  readonly #recoveryBytes: number;

  constructor(recoveryBytes: number) {
    this.#recoveryBytes = recoveryBytes;
  }

  /** Resolves when it is this recovery's turn; each turn is given back by `done`. */
  async turn(peer: Peer): Promise<void> {
    const pace = this.#paces.get(peer) ?? { running: 0, waiting: [] };
    this.#paces.set(peer, pace);
    if (pace.waiting.length === 0 && this.#hasRoom(peer, pace)) {
      pace.running += 1;
      return;
    }
    await new Promise<void>((resolve) => pace.waiting.push(resolve));
  }

  done(peer: Peer): void {
    const pace = this.#paces.get(peer);
    if (pace === undefined) return;
    pace.running -= 1;
    this.drained(peer);
  }

  /** The socket has room again, or is gone: those who wait go on (and find that it is gone). */
  drained(peer: Peer): void {
    const pace = this.#paces.get(peer);
    if (pace === undefined) return;
    while (pace.waiting.length > 0 && (!peer.isOpen() || this.#hasRoom(peer, pace))) {
      pace.running += 1;
      pace.waiting.shift()?.();
    }
    if (pace.running === 0 && pace.waiting.length === 0) this.#paces.delete(peer);
  }

  #hasRoom(peer: Peer, pace: Pace): boolean {
    return pace.running < AT_ONCE && peer.queuedBytes() < this.#recoveryBytes;
  }
}
