import type { TimerPort } from './ports.ts';
import type { ServerMs } from './views.ts';

/**
 * The server's clock as this device knows it: of all that the server told on this socket, what came
 * with the least delay, moved on by the device's own counter. Until the server has spoken it is the
 * device's clock.
 */
export class ServerClock {
  readonly #timer: TimerPort;
  /** Server time minus the device's counter; null: never heard. */
  #offset: number | null = null;

  constructor(timer: TimerPort) {
    this.#timer = timer;
  }

  /** A new socket says welcome: a server clock that was set back is believed from now on. */
  begin(serverTime: string): void {
    const told = Date.parse(serverTime);
    if (Number.isFinite(told)) this.#offset = told - this.#timer.now();
  }

  /**
   * A frame tells its time. Gives how long it lay somewhere on its way, in milliseconds, compared
   * with the quickest one: a page that slept finds old frames waiting, and they are not news.
   */
  heard(serverTime: string): number {
    const told = Date.parse(serverTime);
    if (!Number.isFinite(told)) return 0;
    const offset = told - this.#timer.now();
    if (this.#offset === null || offset > this.#offset) this.#offset = offset;
    return this.#offset - offset;
  }

  now(): ServerMs {
    const ms = this.#offset === null ? this.#timer.wall() : this.#offset + this.#timer.now();
    return Math.round(ms);
  }
}
