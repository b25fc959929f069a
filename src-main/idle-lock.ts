import { powerMonitor } from 'electron';

const LOOK_MS = 5_000;

/** Locks the console when nobody has touched the computer for long enough. `close` ends its timer. */
export class IdleLock {
  readonly #changed: () => void;
  readonly #minutes: () => number;
  readonly #timer: NodeJS.Timeout;
  #locked = false;

  /** @param minutes after which to lock; 0: never */
  constructor(minutes: () => number, changed: () => void) {
    this.#minutes = minutes;
    this.#changed = changed;
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_MS);
  }

  get locked(): boolean {
    return this.#locked;
  }

  set locked(locked: boolean) {
    if (locked === this.#locked) return;
    this.#locked = locked;
    this.#changed();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const minutes = this.#minutes();
    if (minutes > 0 && powerMonitor.getSystemIdleTime() >= minutes * 60) this.locked = true;
  }
}
