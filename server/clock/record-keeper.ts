import type { Database } from '../db/database.ts';
import { buildRecord, keepRecord, readDueRecords } from '../db/ward-records.ts';

export interface RecordKeeper {
  /** Once a minute: begins to keep the records of shifts that are over. Other work need not wait. */
  whenDue(): void;
  /** Ends with what is under way. */
  settled(): Promise<void>;
}

const MINUTE_MS = 60_000;
/** A transaction that began before a shift's end has committed or been ended by then. */
const SETTLED_MS = 90_000;

/** @param now milliseconds since 1970 */
export function createRecordKeeper(
  database: Database,
  onError: (error: unknown, what: string) => void,
  now: () => number = Date.now,
): RecordKeeper {
  let nextAt = -Infinity;
  let working = Promise.resolve();
  const work = async (): Promise<void> => {
    try {
      await keepDueRecords(database, new Date(now() - SETTLED_MS).toISOString());
    } catch (error) {
      onError(error, 'could not keep the records of shifts');
    }
    nextAt = now() + MINUTE_MS;
  };
  return {
    whenDue: () => {
      if (now() < nextAt) return;
      nextAt = Infinity;
      working = work();
    },
    settled: () => working,
  };
}

/**
 * Keeps the records of all shifts that were over at a moment, one transaction each; a ward that was
 * not looked at for days is caught up with. Safe to run twice at once: a record is kept once.
 */
export async function keepDueRecords(database: Database, until: string): Promise<number> {
  const wards = await database.system((tx) => readDueRecords(tx, until), { readOnly: true });
  let kept = 0;
  for (const ward of wards) {
    for (let position = ward; ;) {
      const built = await database.system(async (tx) => {
        const record = await buildRecord(tx, position, until);
        if (record?.record.complete === true) await keepRecord(tx, record);
        return record;
      });
      if (built?.record.complete !== true) break;
      kept += 1;
      position = { ...position, at: built.record.endsAt };
    }
  }
  return kept;
}
