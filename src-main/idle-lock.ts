import { powerMonitor } from 'electron';
import { existsSync } from 'node:fs';
import { removeKeptFile, writeKeptFile } from './kept-file.ts';
import type { Log } from './log.ts';

const LOOK_MS = 5_000;
const MINUTE_MS = 60_000;

export interface IdleLockParts {
  /** Where it is kept that the console is locked: a restart is no way around the password. */
  readonly path: string;
  /** Minutes after which to lock; 0: never. */
  readonly minutes: () => number;
  /** Whether there is anything to lock away, and so a password to unlock it with. */
  readonly isNeeded: () => boolean;
  readonly changed: () => void;
  readonly log: Log;
}

/**
 * Locks the console when nobody has touched the computer for long enough, also while it slept.
 * `close` ends its timer.
 */
export class IdleLock {
  readonly #parts: IdleLockParts;
  readonly #timer: NodeJS.Timeout;
  /** By this computer's clock, ms; null: it does not sleep. */
  #asleepSince: number | null = null;
  #locked: boolean;

  constructor(parts: IdleLockParts) {
    this.#parts = parts;
    this.#locked = existsSync(parts.path);
    this.#timer = setInterval(() => {
      this.#look();
    }, LOOK_MS);
    powerMonitor.on('suspend', this.#sleep).on('resume', this.#wake);
  }

  get locked(): boolean {
    return this.#locked;
  }

  set locked(locked: boolean) {
    if (locked === this.#locked || (locked && !this.#parts.isNeeded())) return;
    this.#locked = locked;
    this.#keep();
    this.#parts.changed();
  }

  close(): void {
    clearInterval(this.#timer);
    powerMonitor.off('suspend', this.#sleep).off('resume', this.#wake);
  }

  readonly #sleep = (): void => {
    this.#asleepSince = Date.now();
  };

  /** A computer that slept says that it was touched just now: by whoever woke it. */
  readonly #wake = (): void => {
    this.#look(this.#asleepSince === null ? 0 : Date.now() - this.#asleepSince);
    this.#asleepSince = null;
  };

  #look(sleptMs = 0): void {
    const minutes = this.#parts.minutes();
    if (minutes === 0) return;
    const idleMs = Math.max(sleptMs, powerMonitor.getSystemIdleTime() * 1_000);
    if (idleMs >= minutes * MINUTE_MS) this.locked = true;
  }

  #keep(): void {
    try {
      if (this.#locked) writeKeptFile(this.#parts.path, '');
      else removeKeptFile(this.#parts.path);
    } catch (error) {
      this.#parts.log('that the console is locked could not be kept', String(error));
    }
  }
}
