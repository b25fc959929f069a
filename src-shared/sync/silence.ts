/** Milliseconds between two ticks of the engine. */
export const TICK_MS = 1_000;
/** A tick that comes this late has slept: the page was hidden, the device was shut. */
const LATE_TICK_MS = 2_500;
/** After waking, so long must ticks have come in time before silence proves anything. */
const AWAKE_FOR_MS = 2_000;
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

  /** Whether the silence is the socket's fault for sure. */
  isDead(now: number): boolean {
    return this.isSilent(now) && now - this.#awakeSince >= AWAKE_FOR_MS;
  }
}
