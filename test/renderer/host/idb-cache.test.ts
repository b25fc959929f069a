import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { IdbCache } from '../../../src-renderer/host/idb-cache.ts';
import { cacheContract } from '../../sync/cache-contract.ts';

let databases = 0;

cacheContract('IndexedDB', async () => {
  const name = `wardline-test-${String(databases++)}`;
  return {
    open: () => IdbCache.open(name),
    damageWard: async (ward) => {
      const db = await openDB(name, 1);
      await db.put('wards', { ward, cursor: { epoch: 'e1' }, state: null });
      db.close();
    },
    remove: async () => {
      indexedDB.deleteDatabase(name);
    },
  };
});
