import { setTimeout as delay } from 'node:timers/promises';

/** Simulated time: real time from the start on, `speed` times as fast. Both in ms since 1970. */
export class SimulationClock {
  readonly #start: number;
  readonly #speed: number;
  readonly #now: () => number;

  constructor(speed: number, now: () => number) {
    this.#speed = speed;
    this.#now = now;
    this.#start = now();
  }

  /** The simulated moment. */
  now(): number {
    return this.#start + (this.#now() - this.#start) * this.#speed;
  }

  /** The real moment at which a simulated one comes: what messages are stamped with. */
  real(simulated: number): number {
    return this.#start + (simulated - this.#start) / this.#speed;
  }

  /** The simulated moment that comes so many real milliseconds after another. */
  after(simulated: number, realMs: number): number {
    return simulated + realMs * this.#speed;
  }

  /** Resolves when the simulated moment has come, or at once when it has passed. */
  async until(simulated: number, signal: AbortSignal): Promise<void> {
    const wait = this.real(simulated) - this.#now();
    if (wait > 0) await delay(Math.min(wait, 2 ** 31 - 1), undefined, { signal });
  }
}
