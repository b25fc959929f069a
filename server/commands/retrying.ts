import type { Database } from '../db/database.ts';
import { verifyEpoch } from '../db/epoch.ts';
import { isTransient } from '../db/postgres-errors.ts';
import { EpochUnknown, StartAnew } from './look-and-lock.ts';

/** Serialization failures and deadlocks. */
const MOST_RETRIES = 3;
/** The wards of a command change only when somebody else moves the same patient or nurse. */
const MOST_FRESH_STARTS = 20;

/**
 * Runs a transaction anew while what stood in its way goes away by trying again: a deadlock, locks
 * taken on what turned out to be elsewhere by then, an epoch of another timeline.
 */
export async function retrying<T>(
  database: Database,
  attempt: (again: StartAnew | null) => Promise<T>,
): Promise<T> {
  let retries = 0;
  let freshStarts = 0;
  let anew: StartAnew | null = null;
  for (;;) {
    try {
      return await attempt(anew);
    } catch (error) {
      if (error instanceof StartAnew && freshStarts < MOST_FRESH_STARTS) {
        freshStarts += 1;
        anew = error;
      } else if (error instanceof EpochUnknown && retries < MOST_RETRIES) {
        retries += 1;
        await verifyEpoch(database);
      } else if (isTransient(error) && retries < MOST_RETRIES) {
        retries += 1;
      } else {
        throw error;
      }
    }
  }
}
