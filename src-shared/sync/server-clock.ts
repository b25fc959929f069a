import type { TimerPort } from './ports.ts';
import type { ServerMs } from './views.ts';

/**
 * The server's clock as this device knows it: the last time the server told, moved on by the
 * device's own counter. Until the server has spoken it is the device's clock.
 */
export class ServerClock {
  readonly #timer: TimerPort;
  /** Server time minus the device's counter; null: never heard. */
  #offset: number | null = null;

  constructor(timer: TimerPort) {
    this.#timer = timer;
  }

  /** `serverTime` as it stands in `welcome` and `heartbeat`. */
  heard(serverTime: string): void {
    const told = Date.parse(serverTime);
    if (Number.isFinite(told)) this.#offset = told - this.#timer.now();
  }

  now(): ServerMs {
    return this.#offset === null ? this.#timer.wall() : this.#offset + this.#timer.now();
  }
}
