import { performance } from 'node:perf_hooks';

/** Below this share of busy time nothing is gathered … */
const QUIET = 0.55;
/** … and from this one on the window is as wide as it gets. */
const BUSY = 0.7;
const WIDEST_MS = 40;
/** How long a look at the share holds, in milliseconds. */
const LOOK_MS = 50;

/** The share of time in which this process was busy since it was asked last, 0 to 1. */
export function busyShare(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}

/**
 * How long a ward that was just written may gather its next events before they are written: not at
 * all in a process with time to spare, up to 40 ms in one that is short of it. Fewer, fuller writes
 * are what relieves it, since most of a delivery's cost is the system's write.
 */
export class GatherWindow {
  readonly #now: () => number;
  readonly #share: () => number;
  #lookedAt = -Infinity;
  #ms = 0;

  /** @param now milliseconds, monotonic */
  constructor(now: () => number, share: () => number) {
    this.#now = now;
    this.#share = share;
  }

  /** Milliseconds. */
  width(): number {
    const now = this.#now();
    if (now - this.#lookedAt >= LOOK_MS) {
      this.#lookedAt = now;
      const load = (this.#share() - QUIET) / (BUSY - QUIET);
      this.#ms = WIDEST_MS * Math.min(1, Math.max(0, load));
    }
    return this.#ms;
  }
}
