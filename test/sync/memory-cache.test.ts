import { MemoryCache } from '../../src-shared/sync/memory-cache.ts';
import { cacheContract } from './cache-contract.ts';

// A memory cache that is opened again is the same one: nothing of it is on a disk.
cacheContract('memory', async () => {
  const cache = new MemoryCache();
  return {
    open: async () => cache,
    damageWard: (ward) =>
      cache.saveWards([{ ward, cursor: { epoch: '', seq: -1 }, state: {} as never, asOf: 0 }]),
    remove: async () => undefined,
  };
});
