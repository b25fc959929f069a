import { type DeskCache, MemoryDeskCache } from './desk-cache.ts';
import { setAside } from './set-aside.ts';
import { CacheFileError, type CacheFault, SqliteCache } from './sqlite-cache.ts';

export interface OpenedCache {
  readonly cache: DeskCache;
  /** `disk`: it outlives the program. */
  readonly kind: 'disk' | 'memory';
  /** What the user should know, in words; null: all is well. */
  readonly notice: string | null;
}

export interface CacheFile {
  readonly path: string;
  readonly key: Buffer;
  /** Wards older than this (server's clock, ms) are not taken up. */
  readonly forgetBefore: number;
}

const WHY: Record<CacheFault, string> = {
  foreign: 'is not a file of Wardline',
  newer: 'was written by a newer version',
  'other-key': 'was sealed for another user or computer',
  damaged: 'was damaged',
};

/**
 * Opens what is kept on this device. A file that is not usable is set aside and a new one made, to
 * be filled from the server; where the disk does not let us, the cache is in memory. Never throws.
 */
export function openCache(file: CacheFile): OpenedCache {
  try {
    return { cache: openFile(file), kind: 'disk', notice: null };
  } catch (error) {
    if (!(error instanceof CacheFileError)) return inMemory(error);
    try {
      setAside(file.path);
      const notice = `What was kept on this computer ${WHY[error.fault]}. It was set aside, and everything is loaded anew from the server. Commands that waited in it were not sent.`;
      return { cache: openFile(file), kind: 'disk', notice };
    } catch (again) {
      return inMemory(again);
    }
  }
}

function openFile({ path, key, forgetBefore }: CacheFile): SqliteCache {
  const cache = SqliteCache.open(path, key);
  cache.forgetBefore(forgetBefore);
  return cache;
}

function inMemory(error: unknown): OpenedCache {
  const why = error instanceof Error ? error.message : String(error);
  return {
    cache: new MemoryDeskCache(),
    kind: 'memory',
    notice: `Nothing can be kept on this computer, so that a restart without network shows no boards (${why}).`,
  };
}
