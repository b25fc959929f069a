import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { SessionUser } from '../../src-shared/contract/session.ts';
import type { KeptCommand } from '../../src-shared/sync/kept-command.ts';
import type { KeptNotifications } from '../../src-shared/sync/kept-notifications.ts';
import { readKept } from '../../src-shared/sync/kept-ward.ts';
import type { CachePort, KeptContents, KeptWard } from '../../src-shared/sync/ports.ts';

interface Schema extends DBSchema {
  /** One record a ward; cursor and state are in the same record, so they cannot part. */
  wards: { key: WardKey; value: KeptWard };
  /** One record each. */
  kept: {
    key: 'owner' | 'queue' | 'notifications';
    value: SessionUser | readonly KeptCommand[] | KeptNotifications;
  };
}

const DATABASE = 'wardline';
/** Raised when records change their form; older ones are thrown away, the server has it all. */
const VERSION = 1;

/** The boards and waiting commands of a device that its user called her own. */
export class IdbCache implements CachePort {
  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** Rejects where the browser has no IndexedDB, or forbids it (some private windows). */
  static async open(name: string = DATABASE): Promise<IdbCache> {
    const db = await openDB<Schema>(name, VERSION, {
      upgrade(database) {
        for (const store of [...database.objectStoreNames]) database.deleteObjectStore(store);
        database.createObjectStore('wards', { keyPath: 'ward' });
        database.createObjectStore('kept');
      },
      // A newer page wants to upgrade: let it.
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
      },
    });
    return new IdbCache(db);
  }

  async load(): Promise<KeptContents> {
    const tx = this.#db.transaction(['wards', 'kept']);
    const [wards, owner, queue, notifications] = await Promise.all([
      tx.objectStore('wards').getAll(),
      tx.objectStore('kept').get('owner'),
      tx.objectStore('kept').get('queue'),
      tx.objectStore('kept').get('notifications'),
      tx.done,
    ]);
    return readKept({ owner, wards, queue, notifications });
  }

  async saveOwner(owner: SessionUser): Promise<void> {
    await this.#db.put('kept', owner, 'owner');
  }

  async saveWards(wards: readonly KeptWard[]): Promise<void> {
    const tx = this.#db.transaction('wards', 'readwrite');
    await Promise.all([...wards.map((kept) => tx.store.put(kept)), tx.done]);
  }

  async touchWards(asOf: ReadonlyMap<WardKey, number>): Promise<void> {
    const tx = this.#db.transaction('wards', 'readwrite');
    const touch = async ([ward, at]: [WardKey, number]): Promise<void> => {
      const kept = await tx.store.get(ward);
      if (kept !== undefined) await tx.store.put({ ...kept, asOf: at });
    };
    await Promise.all([...[...asOf].map(touch), tx.done]);
  }

  async deleteWards(wards: readonly WardKey[]): Promise<void> {
    const tx = this.#db.transaction('wards', 'readwrite');
    await Promise.all([...wards.map((ward) => tx.store.delete(ward)), tx.done]);
  }

  async saveQueue(queue: readonly KeptCommand[]): Promise<void> {
    // Strict: on the disk when it resolves. A command that waits exists nowhere else.
    const tx = this.#db.transaction('kept', 'readwrite', { durability: 'strict' });
    await Promise.all([tx.store.put(queue, 'queue'), tx.done]);
  }

  async saveNotifications(kept: KeptNotifications): Promise<void> {
    // Strict: they are acknowledged when this resolves, and then the server sends them no more.
    const tx = this.#db.transaction('kept', 'readwrite', { durability: 'strict' });
    await Promise.all([tx.store.put(kept, 'notifications'), tx.done]);
  }

  async clear(): Promise<void> {
    const tx = this.#db.transaction(['wards', 'kept'], 'readwrite');
    await Promise.all([tx.objectStore('wards').clear(), tx.objectStore('kept').clear(), tx.done]);
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}
