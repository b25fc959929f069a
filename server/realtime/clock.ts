/** Time and chance, so that a test may decide both. */
export interface RealtimeClock {
  /** Milliseconds, monotonic: for intervals. */
  readonly now: () => number;
  /** Milliseconds since 1970: for what is told to others. */
  readonly wallTime: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

export const SYSTEM_CLOCK: RealtimeClock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  random: () => Math.random(),
};
