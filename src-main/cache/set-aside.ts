import { renameSync, rmSync } from 'node:fs';

/** The one file that was set aside last is kept for whoever looks into it. */
const ASIDE = '.set-aside';
/** A database is this file, its log and the log's index. */
const PARTS = ['', '-wal', '-shm'];

/** Moves a cache that cannot be used out of the way of a new one. */
export function setAside(path: string): void {
  for (const part of PARTS) {
    rmSync(path + ASIDE + part, { force: true });
    try {
      renameSync(path + part, path + ASIDE + part);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** Deletes what was set aside of a cache; the cache itself may be open. */
export function removeSetAside(path: string): void {
  for (const part of PARTS) rmSync(path + ASIDE + part, { force: true });
}
