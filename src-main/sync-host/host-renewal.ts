import type { Held } from '../../src-shared/ipc/desktop-message.ts';
import { settingsSchema, type Settings } from '../../src-shared/ipc/settings.ts';
import type { Log } from '../log.ts';

/** What a sync host is started with: a change of one of these needs another one. */
export type HostSettings = Pick<
  Settings,
  'gateway' | 'proxy' | 'caFile' | 'keepHours' | 'withoutKeyring'
>;
const KEYS: readonly (keyof HostSettings)[] = settingsSchema
  .pick({ gateway: true, proxy: true, caFile: true, keepHours: true, withoutKeyring: true })
  .keyof().options;
/** With another one of these the next sync host opens other files, or none. */
const NAMES_THE_FILES: readonly (keyof HostSettings)[] = ['gateway', 'withoutKeyring'];

const UNTIL: Record<Held, string> = {
  session: 'until nobody is signed in: nothing here outlives the sync host',
  waiting: 'until nothing waits to be sent: the next sync host would not have it',
};

/** What the sync host has said last. */
export interface HostStand {
  /** Nothing of it is on the disk. */
  readonly isInMemory: boolean;
  readonly isSignedIn: boolean;
  /** So many changes wait to be sent. */
  readonly waiting: number;
}

export interface HostRenewalParts {
  readonly stand: () => HostStand;
  readonly wanted: () => HostSettings;
  /** What the sync host was last started with; null: none was. */
  readonly started: () => HostSettings | null;
  /** Ends the sync host, and starts the next with what is wanted. */
  readonly renew: () => Promise<void>;
  /** `held` is another. */
  readonly changed: () => void;
  readonly log: Log;
}

/**
 * Starts the sync host anew for changed settings, but never at the cost of unsent changes or of a
 * sign-in that only the running one has: then the change is held until they are gone. The next start
 * of the program takes it in any case.
 */
export class HostRenewal {
  readonly #parts: HostRenewalParts;
  #held: Held | null = null;
  #renewing = false;
  #deeds = 0;

  constructor(parts: HostRenewalParts) {
    this.#parts = parts;
  }

  /** Why settings that were changed do not count yet; null: they all do. */
  get held(): Held | null {
    return this.#held;
  }

  /** Nothing is started anew before `deed` is done: its answer would be lost with the sync host. */
  async during<T>(deed: Promise<T>): Promise<T> {
    this.#deeds++;
    try {
      return await deed;
    } finally {
      this.#deeds--;
      this.look();
    }
  }

  /** The settings, or what stands in their way, may be others. */
  look(): void {
    if (this.#renewing || this.#deeds > 0) return;
    const started = this.#parts.started();
    const wanted = this.#parts.wanted();
    const differ = KEYS.filter(
      (key) => started !== null && JSON.stringify(started[key]) !== JSON.stringify(wanted[key]),
    );
    this.#hold(differ.length === 0 ? null : this.#inTheWay(differ), differ);
    if (differ.length > 0 && this.#held === null) void this.#renew(differ);
  }

  #inTheWay(differ: readonly (keyof HostSettings)[]): Held | null {
    const { isInMemory, isSignedIn, waiting } = this.#parts.stand();
    if (isInMemory && isSignedIn) return 'session';
    const isLeftBehind = isInMemory || differ.some((key) => NAMES_THE_FILES.includes(key));
    return isLeftBehind && waiting > 0 ? 'waiting' : null;
  }

  #hold(held: Held | null, differ: readonly string[]): void {
    if (held === this.#held) return;
    this.#held = held;
    if (held !== null) {
      this.#parts.log('changed settings wait', `${differ.join(', ')}: ${UNTIL[held]}`);
    }
    this.#parts.changed();
  }

  async #renew(differ: readonly string[]): Promise<void> {
    this.#renewing = true;
    this.#parts.log('the sync host is started anew for changed settings', differ.join(', '));
    try {
      await this.#parts.renew();
    } finally {
      this.#renewing = false;
    }
    // They may have changed once more meanwhile; what the next one says of itself is looked at too.
    this.look();
  }
}
