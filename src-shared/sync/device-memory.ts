import type { WardKey } from '../contract/ids.ts';
import type { SessionUser } from '../contract/session.ts';
import type { LogState } from '../contract/state/log-state.ts';
import { CacheWriter } from './cache-writer.ts';
import type { CommandQueue } from './command-queue.ts';
import type { NotificationBook } from './notification-book.ts';
import type { CachePort, KeptContents } from './ports.ts';
import type { Subscriptions } from './subscriptions.ts';

/** So often the times of unchanged wards are written to the cache, in milliseconds. */
const TOUCH_EVERY_MS = 30_000;

export interface MemoryParts {
  readonly cache: CachePort;
  readonly now: () => number;
  readonly wards: () => Subscriptions;
  readonly queue: () => CommandQueue;
  readonly book: () => NotificationBook;
  readonly report: (what: string, detail: unknown) => void;
}

/**
 * What this device keeps of one user, and whose it is: boards with their cursors, commands on their
 * way, notifications. `close` once.
 */
export class DeviceMemory {
  readonly #parts: MemoryParts;
  #cache: CacheWriter;
  #owner: SessionUser | null = null;
  #touchedAt = 0;

  constructor(parts: MemoryParts) {
    this.#parts = parts;
    this.#cache = this.#writer(parts.cache);
  }

  get owner(): SessionUser | null {
    return this.#owner;
  }

  load(): Promise<KeptContents> {
    return this.#cache.load();
  }

  /** Resolves when everything so far is kept. */
  idle(): Promise<void> {
    return this.#cache.idle();
  }

  close(): Promise<void> {
    return this.#cache.close();
  }

  /** From now on keeps everything in another cache; the old one is closed as it is. */
  async use(cache: CachePort): Promise<void> {
    const before = this.#cache;
    this.#cache = this.#writer(cache);
    this.#cache.clear();
    const { owner, wards, queue, notifications } = this.kept();
    if (owner !== null) this.#cache.saveOwner(owner);
    for (const ward of wards) this.#cache.saveWard(ward);
    this.#cache.saveQueue(queue);
    if (notifications !== undefined) this.#cache.saveNotifications(notifications);
    await before.close();
    await this.#cache.idle();
  }

  /** Everything that another engine needs to go on from here. */
  kept(): KeptContents {
    const { wards, queue, book } = this.#parts;
    const replicas = [...wards().replicas.values()];
    return {
      owner: this.#owner,
      wards: replicas.flatMap((replica) => replica.toKeep() ?? []),
      queue: queue().entries,
      notifications: book().kept(),
    };
  }

  /** The boards that are held, by ward. */
  boards(): ReadonlyMap<WardKey, LogState> {
    return new Map(this.kept().wards.map(({ ward, state }) => [ward, state]));
  }

  /** Goes on from what was kept. False: nobody's, or somebody else's, which is deleted. */
  takeUp(kept: KeptContents): kept is KeptContents & { readonly owner: SessionUser } {
    if (kept.owner === null) return false;
    if (this.#owner !== null && this.#owner.id !== kept.owner.id) {
      this.#cache.clear();
      return false;
    }
    const { wards, queue, book } = this.#parts;
    this.#owner = kept.owner;
    wards().restore(kept.wards);
    queue().restore(kept.queue);
    if (kept.notifications !== undefined) book().restore(kept.notifications);
    return true;
  }

  /** Who is signed in; what was another's is forgotten first. */
  belongsTo(user: SessionUser): void {
    if (this.#owner !== null && this.#owner.id !== user.id) this.forgetAll();
    this.#owner = user;
    this.#cache.saveOwner(user);
  }

  forgetAll(): void {
    const { wards, queue, book } = this.#parts;
    this.#owner = null;
    wards().reset();
    queue().dropAll();
    book().reset();
    this.#cache.clear();
  }

  keepWard(ward: WardKey): void {
    const kept = this.#parts.wards().replicas.get(ward)?.toKeep() ?? null;
    if (kept !== null) this.#cache.saveWard(kept);
  }

  forgetWard(ward: WardKey): void {
    this.#cache.deleteWard(ward);
  }

  keepQueue(): void {
    this.#cache.saveQueue(this.#parts.queue().entries);
  }

  /** Resolves when they are kept. */
  keepNotifications(kept: Parameters<CacheWriter['saveNotifications']>[0]): Promise<void> {
    this.#cache.saveNotifications(kept);
    return this.#cache.idle();
  }

  /** Lets the cache know until when unchanged wards were known to be true. */
  touch(): void {
    this.#touchedAt = this.#parts.now();
    for (const replica of this.#parts.wards().replicas.values()) {
      if (replica.phase !== 'following' || replica.asOf === null) continue;
      this.#cache.touchWard(replica.ward, replica.asOf);
    }
  }

  /** The same, if the last time is some while ago. */
  touchWhenDue(): void {
    if (this.#parts.now() - this.#touchedAt >= TOUCH_EVERY_MS) this.touch();
  }

  #writer(cache: CachePort): CacheWriter {
    return new CacheWriter(cache, (error) => {
      this.#parts.report('the cache failed; nothing is kept on this device', String(error));
    });
  }
}
