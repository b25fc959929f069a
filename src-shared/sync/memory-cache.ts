import type { WardKey } from '../contract/ids.ts';
import type { SessionUser } from '../contract/session.ts';
import type { KeptCommand } from './kept-command.ts';
import type { KeptNotifications } from './kept-notifications.ts';
import { readKept } from './kept-ward.ts';
import type { CachePort, KeptContents, KeptWard } from './ports.ts';

/**
 * Keeps nothing beyond the process: for shared tablets, and for devices whose store cannot be
 * opened. It may start with what another tab handed over.
 */
export class MemoryCache implements CachePort {
  #owner: SessionUser | null;
  #queue: readonly KeptCommand[];
  readonly #wards: Map<WardKey, KeptWard>;
  #notifications: KeptNotifications | undefined;

  constructor(contents: KeptContents = { owner: null, wards: [], queue: [] }) {
    this.#owner = contents.owner;
    this.#queue = contents.queue;
    this.#notifications = contents.notifications;
    this.#wards = new Map(contents.wards.map((kept) => [kept.ward, kept]));
  }

  async load(): Promise<KeptContents> {
    const wards = [...this.#wards.values()];
    const notifications = this.#notifications;
    return readKept({ owner: this.#owner, wards, queue: this.#queue, notifications });
  }

  async saveOwner(owner: SessionUser): Promise<void> {
    this.#owner = owner;
  }

  async saveWards(wards: readonly KeptWard[]): Promise<void> {
    for (const kept of wards) this.#wards.set(kept.ward, kept);
  }

  async touchWards(asOf: ReadonlyMap<WardKey, number>): Promise<void> {
    for (const [ward, at] of asOf) {
      const kept = this.#wards.get(ward);
      if (kept !== undefined) this.#wards.set(ward, { ...kept, asOf: at });
    }
  }

  async deleteWards(wards: readonly WardKey[]): Promise<void> {
    for (const ward of wards) this.#wards.delete(ward);
  }

  async saveQueue(queue: readonly KeptCommand[]): Promise<void> {
    this.#queue = queue;
  }

  async saveNotifications(kept: KeptNotifications): Promise<void> {
    this.#notifications = kept;
  }

  async clear(): Promise<void> {
    this.#notifications = undefined;
    this.#owner = null;
    this.#queue = [];
    this.#wards.clear();
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}
