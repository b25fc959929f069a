import type { Database, Tx } from '../db/database.ts';
import { keepEventPartitions } from '../db/event-partitions.ts';
import { pruneHelpCalls } from '../db/help-calls.ts';
import { pruneKeys } from '../db/idempotency-keys.ts';
import { pruneNotifications } from '../db/notifications.ts';
import { pruneRightsChanges } from '../db/rights-changes.ts';

export interface Housekeeping {
  /** Tidies up if the last time was an hour ago. What fails is told of and tried again soon. */
  whenDue(): Promise<void>;
}

const HOUR_MS = 60 * 60 * 1000;
const AFTER_FAILURE_MS = 30_000;
const ROWS_AT_ONCE = 5_000;

/** @param now milliseconds, monotonic */
export function createHousekeeping(
  database: Database,
  chores: readonly (() => Promise<void>)[],
  onError: (error: unknown, what: string) => void,
  now: () => number = () => performance.now(),
): Housekeeping {
  const tasks: readonly { readonly what: string; readonly run: () => Promise<unknown> }[] = [
    { what: 'partitions of events', run: () => keepEventPartitions(database) },
    { what: 'idempotency keys', run: () => pruneAll(database, pruneKeys) },
    { what: 'notifications', run: () => pruneAll(database, pruneNotifications) },
    { what: 'calls for help', run: () => pruneAll(database, pruneHelpCalls) },
    { what: 'changes of rights', run: () => pruneAll(database, pruneRightsChanges) },
    ...chores.map((run) => ({ what: 'what is kept for a while', run })),
  ];
  let nextAt = -Infinity;
  return {
    whenDue: async () => {
      if (now() < nextAt) return;
      let pause = HOUR_MS;
      for (const { what, run } of tasks) {
        try {
          await run();
        } catch (error) {
          pause = AFTER_FAILURE_MS;
          onError(error, `could not tidy up ${what}`);
        }
      }
      nextAt = now() + pause;
    },
  };
}

async function pruneAll(
  database: Database,
  prune: (tx: Tx, limit: number) => Promise<number>,
): Promise<void> {
  for (;;) {
    const gone = await database.system((tx) => prune(tx, ROWS_AT_ONCE));
    if (gone < ROWS_AT_ONCE) return;
  }
}
