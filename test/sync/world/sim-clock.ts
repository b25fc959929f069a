import type { TimerPort } from '../../../src-shared/sync/ports.ts';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly where: 'device' | 'server';
  readonly run: () => void;
}

/** 2026-11-22T00:00:00.000Z, where every simulated world begins. */
export const BEGIN = Date.UTC(2026, 10, 22);

/**
 * The time of a simulated world. Nothing happens but in `advance`; what is due runs in order, and
 * promises settle after each. The device can sleep: what is due there waits until it wakes, timers
 * first, as in a browser that was frozen.
 */
export class SimClock {
  #now = 0;
  #order = 0;
  #due: Due[] = [];
  #asleep = false;
  /** Called after each thing that happened. */
  onStep: () => void = () => undefined;

  get now(): number {
    return this.#now;
  }

  /** Server time, milliseconds since 1970. */
  get serverNow(): number {
    return BEGIN + this.#now;
  }

  get asleep(): boolean {
    return this.#asleep;
  }

  after(ms: number, where: 'device' | 'server', run: () => void): () => void {
    const due: Due = { at: this.#now + Math.max(0, ms), order: this.#order++, where, run };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((each) => each !== due);
    };
  }

  /** The device's port: its wall clock is wrong by `skewMs`. */
  deviceTimer(skewMs = 0): TimerPort {
    return {
      now: () => this.#now,
      wall: () => this.serverNow + skewMs,
      after: (ms, run) => this.after(ms, 'device', run),
    };
  }

  sleep(): void {
    this.#asleep = true;
  }

  wake(): void {
    this.#asleep = false;
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#next(end);
      if (next === undefined) break;
      this.#now = Math.max(this.#now, next.at);
      this.#due = this.#due.filter((each) => each !== next);
      next.run();
      await settle();
      this.onStep();
    }
    this.#now = end;
    this.onStep();
  }

  #next(end: number): Due | undefined {
    let best: Due | undefined;
    for (const due of this.#due) {
      if (due.at > end || (this.#asleep && due.where === 'device')) continue;
      if (
        best === undefined ||
        due.at < best.at ||
        (due.at === best.at && due.order < best.order)
      ) {
        best = due;
      }
    }
    return best;
  }
}

/** Lets all promises run that can run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
