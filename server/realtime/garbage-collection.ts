import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Both halves together. Larger ones make writes no cheaper, ones of 1 MiB a fifth dearer. */
const ENOUGH_BYTES = 2 * 4 * 2 ** 20;

/**
 * V8 lets the space of young objects grow to 64 MiB when many objects outlive a collection, which is
 * what ten thousand sockets that connect do, and none of them needs it. Once it is large enough it
 * grows no further.
 */
export class YoungSpace {
  #isHeld = false;

  /** To be called with each new socket, and now and then: costs next to nothing once it is held. */
  look(): void {
    if (this.#isHeld) return;
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if ((young?.space_size ?? 0) < ENOUGH_BYTES) return;
    this.#isHeld = true;
    setFlagsFromString('--semi-space-growth-factor=1');
  }

  /** After a collection that shrank it below what is enough. */
  letGrow(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    setFlagsFromString('--semi-space-growth-factor=2');
  }
}

type CollectGarbage = (options: { type: 'major'; flavor: 'last-resort' }) => void;

/** So many sockets more are a rush … */
const RUSH = 5_000;
/** … and it is over when there have not been more for so many milliseconds. */
const CALM_MS = 10_000;

/**
 * Gives back what thousands of sockets needed only while they came: half of what they take. While
 * nothing happens V8 would keep it for ever. Takes a fifth of a second for 10,000 sockets, once after
 * each rush, in which events wait.
 */
export class RushMemory {
  readonly #giveBack: () => void;
  #before = 0;
  #most = 0;
  #grewAt = -Infinity;

  /** @param giveBack is called at the end of each rush */
  constructor(giveBack: () => void) {
    this.#giveBack = giveBack;
  }

  /**
   * To be called now and then.
   * @param sockets that are open
   * @param now milliseconds, monotonic
   */
  look(sockets: number, now: number): void {
    // Some always come and go: what counts is whether there are more than there were.
    if (sockets > this.#most) {
      this.#most = sockets;
      this.#grewAt = now;
    }
    if (sockets < this.#before) this.#before = this.#most = sockets;
    if (sockets - this.#before < RUSH || now - this.#grewAt < CALM_MS) return;
    this.#before = this.#most = sockets;
    this.#giveBack();
  }
}

/**
 * Gives back what a start or a rush of sockets needed, a quarter to a half of the process's memory,
 * and the space in which it grew. Takes 0.1 to 0.2 s.
 */
export function collectAll(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as CollectGarbage;
  setFlagsFromString('--no-expose-gc');
  collect({ type: 'major', flavor: 'last-resort' });
}

/**
 * Lets the collector mark in small steps between turns of the event loop instead of in threads of
 * its own: those fight the sockets for the gateway's core, and all of it stutters until they are
 * done. With 2,000 sockets and 20,000 deliveries a second this takes a tenth of the CPU away, and
 * the stalls of 30 to 60 ms that came with each collection.
 */
export function markInSmallSteps(): void {
  setFlagsFromString('--no-concurrent-marking');
}
