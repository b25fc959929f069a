import type { Database, Statement } from './database.ts';
import { pruneOlder } from './prune.ts';

/** A moment in the order of PostgreSQL's transactions. */
export interface RightsMark {
  readonly epoch: string;
  /** The oldest transaction that was under way: what commits later is not older than it. */
  readonly xmin: string;
  readonly at: string;
}

export interface RightsChanges {
  readonly mark: RightsMark;
  /** Whose rights may have changed since the mark before; null: anybody's. */
  readonly users: ReadonlySet<string> | null;
}

const KEPT_DAYS = 1;
/** Milliseconds; well below what is kept, which is cleared away by the same clock. */
const TOO_OLD_MS = 60 * 60 * 1000;
/** No transaction is as young, and no change. */
const NEVER = { xmin: '18446744073709551615', at: 'infinity' };

const CHANGES: Statement = {
  name: 'rights-changes',
  text: `
    select wardline_epoch() as epoch, clock_timestamp() as at,
      pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
      array(select distinct c.user_id from rights_change c
        where c.xid >= $1::xid8 or c.created_at >= $2::timestamptz) as users`,
};

/**
 * Whose rights have changed since a mark, in one query. Users may come again, none is left out:
 * a transaction that the mark did not see had not ended then, and so is at or above its `xmin`, or
 * has begun since. That alone is not always above it: after a crash PostgreSQL gives the numbers of
 * transactions out again that it had not written down, such as those just rolled back.
 * Anybody's may have changed without a mark, and when it is an hour old or of another epoch.
 */
export async function readRightsChanges(
  database: Database,
  since: RightsMark | null,
): Promise<RightsChanges> {
  type Row = { epoch: string | null; at: string; xmin: string; users: string[] };
  const from = since ?? NEVER;
  const [row] = await database.system((tx) => tx.query<Row>(CHANGES, [from.xmin, from.at]), {
    readOnly: true,
  });
  if (row === undefined) throw new Error('no answer about changes of rights');
  const { at, xmin, users } = row;
  const mark = { at, xmin, epoch: row.epoch ?? '' };
  const holds =
    since !== null &&
    since.epoch === row.epoch &&
    Date.parse(at) - Date.parse(since.at) < TOO_OLD_MS;
  return { mark, users: holds ? new Set(users) : null };
}

/** Removes changes that every gateway has seen (system role), at most so many. */
export const pruneRightsChanges = pruneOlder('rights_change', KEPT_DAYS);
