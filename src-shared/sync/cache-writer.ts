import type { WardKey } from '../contract/ids.ts';
import type { SessionUser } from '../contract/session.ts';
import type { KeptCommand } from './kept-command.ts';
import type { KeptNotifications } from './kept-notifications.ts';
import type { CachePort, KeptContents, KeptWard } from './ports.ts';
import type { ServerMs } from './views.ts';

/**
 * Writes behind the engine's back: what changes while a write runs is gathered, the newest of each
 * ward wins, and one write runs at a time (docs/sync.md, K1 to K6). A cache that fails is given up
 * and reported once; the engine goes on without. `close` waits for the last write.
 */
export class CacheWriter {
  readonly #cache: CachePort;
  readonly #failed: (error: unknown) => void;
  readonly #wards = new Map<WardKey, KeptWard | 'delete'>();
  readonly #touched = new Map<WardKey, ServerMs>();
  #queue: readonly KeptCommand[] | null = null;
  #notifications: KeptNotifications | null = null;
  #owner: SessionUser | null = null;
  #clear = false;
  #running: Promise<void> | null = null;
  #broken = false;
  #closed = false;

  constructor(cache: CachePort, failed: (error: unknown) => void) {
    this.#cache = cache;
    this.#failed = failed;
  }

  /** What was kept; empty when it cannot be read. */
  async load(): Promise<KeptContents> {
    try {
      return await this.#cache.load();
    } catch (error) {
      this.#giveUp(error);
      return { owner: null, wards: [], queue: [] };
    }
  }

  saveOwner(owner: SessionUser): void {
    this.#owner = owner;
    this.#runAtOnce();
  }

  saveWard(ward: KeptWard): void {
    this.#wards.set(ward.ward, ward);
    this.#touched.delete(ward.ward);
    this.#run();
  }

  touchWard(ward: WardKey, asOf: ServerMs): void {
    this.#touched.set(ward, asOf);
    this.#run();
  }

  deleteWard(ward: WardKey): void {
    this.#wards.set(ward, 'delete');
    this.#touched.delete(ward);
    this.#run();
  }

  saveQueue(queue: readonly KeptCommand[]): void {
    this.#queue = queue;
    this.#runAtOnce();
  }

  saveNotifications(kept: KeptNotifications): void {
    this.#notifications = kept;
    this.#runAtOnce();
  }

  /**
   * Everything goes, and what was still to be written with it. Tried on a cache that was given up,
   * too: what it has is out of date, and nobody's. Once empty it is as good as a new one.
   */
  clear(): void {
    this.#broken = this.#closed;
    this.#wards.clear();
    this.#touched.clear();
    this.#queue = null;
    this.#notifications = null;
    this.#owner = null;
    this.#clear = true;
    this.#runAtOnce();
  }

  /** Resolves when everything so far is written, or the cache was given up. */
  async idle(): Promise<void> {
    while (this.#running !== null) {
      this.#cache.hurry?.();
      await this.#running;
    }
  }

  async close(): Promise<void> {
    await this.idle();
    this.#closed = true;
    this.#broken = true;
    await this.#cache.close().catch(this.#failed);
  }

  #runAtOnce(): void {
    this.#cache.hurry?.();
    this.#run();
  }

  #run(): void {
    if (this.#broken || this.#running !== null) return;
    this.#running = this.#writeAll()
      .catch((error: unknown) => {
        this.#giveUp(error);
      })
      .finally(() => {
        this.#running = null;
        if (this.#hasWork()) this.#run();
      });
  }

  async #writeAll(): Promise<void> {
    // Whatever else was set off by the same frame joins the same write.
    await Promise.resolve();
    while (this.#hasWork() && !this.#broken) await this.#writeOnce();
  }

  #hasWork(): boolean {
    return (
      this.#clear ||
      this.#owner !== null ||
      this.#queue !== null ||
      this.#notifications !== null ||
      this.#wards.size > 0 ||
      this.#touched.size > 0
    );
  }

  async #writeOnce(): Promise<void> {
    const wards = [...this.#wards];
    const touched = new Map(this.#touched);
    const { owner, queue, clear } = { owner: this.#owner, queue: this.#queue, clear: this.#clear };
    this.#wards.clear();
    this.#touched.clear();
    const notifications = this.#notifications;
    this.#owner = null;
    this.#queue = null;
    this.#notifications = null;
    this.#clear = false;

    if (clear) await this.#cache.clear();
    if (owner !== null) await this.#cache.saveOwner(owner);
    if (notifications !== null) await this.#cache.saveNotifications?.(notifications);
    const deleted = wards.flatMap(([ward, kept]) => (kept === 'delete' ? [ward] : []));
    if (deleted.length > 0) await this.#cache.deleteWards(deleted);
    const saved = wards.flatMap(([, kept]) => (kept === 'delete' ? [] : [kept]));
    if (saved.length > 0) {
      const saving = this.#cache.saveWards(saved);
      if (queue !== null) this.#cache.hurry?.();
      await saving;
    }
    // After the boards: a command leaves the queue when its event is on a board, and a device that ends
    // in between must not take its own event for somebody else's.
    if (queue !== null) await this.#cache.saveQueue(queue);
    if (touched.size > 0) await this.#cache.touchWards(touched);
  }

  #giveUp(error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#failed(error);
  }
}
