/** Milliseconds between two ticks of the engine. */
export const TICK_MS = 1_000;
/** A tick that comes this late has slept: the page was hidden, the device was shut. */
const LATE_TICK_MS = 2_500;
/** After waking, so long must ticks have come in time before silence proves anything. */
const AWAKE_FOR_MS = 2_000;
/** A socket whose heartbeats lay somewhere all this time is replaced. */
const LAGGING_FOR_MS = 30_000;
/** Added to the heartbeat interval: how late a heartbeat may be, in milliseconds. */
export const HEARTBEAT_ALLOWANCE_MS = 4_000;

/**
 * Watches how long ago a socket was heard. Silence is judged only when a frame or a tick comes. A
 * tick after a sleep may stand in line before frames that have long arrived, so it shows the ward
 * as stale but does not condemn the socket; only ticks that came in time do (docs/sync.md, C11).
 */
export class Silence {
  readonly #boundMs: number;
  #heardAt: number;
  #lastTickAt: number;
  #awakeSince: number;
  /** Since when every heartbeat was older than the bound when it came; null: the last was not. */
  #laggingSince: number | null = null;

  constructor(heartbeatMs: number, now: number) {
    this.#boundMs = heartbeatMs + HEARTBEAT_ALLOWANCE_MS;
    this.#heardAt = now;
    this.#lastTickAt = now;
    this.#awakeSince = now;
  }

  get boundMs(): number {
    return this.#boundMs;
  }

  heard(now: number): void {
    this.#heardAt = now;
  }

  /** A heartbeat came that had been on its way for so long, in milliseconds. */
  heartbeat(lagMs: number, now: number): void {
    if (lagMs <= this.#boundMs) this.#laggingSince = null;
    else this.#laggingSince ??= now;
  }

  tick(now: number): void {
    if (now - this.#lastTickAt > LATE_TICK_MS) this.#awakeSince = now;
    this.#lastTickAt = now;
  }

  ageMs(now: number): number {
    return now - this.#heardAt;
  }

  isSilent(now: number): boolean {
    return this.ageMs(now) > this.#boundMs;
  }

  /** Whether it is the socket's fault for sure that nothing new is heard. */
  isDead(now: number): boolean {
    const lags = this.#laggingSince !== null && now - this.#laggingSince > LAGGING_FOR_MS;
    return (this.isSilent(now) || lags) && now - this.#awakeSince >= AWAKE_FOR_MS;
  }
}
