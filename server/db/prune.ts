import type { Statement, Tx } from './database.ts';

/**
 * Removes rows of a table that were made so many days ago (system role), at most `limit` at a time,
 * so that no transaction holds many locks; gives how many it removed.
 */
export function pruneOlder(
  table: 'idempotency_key' | 'notification' | 'help_call' | 'rights_change',
  days: number,
): (tx: Tx, limit: number) => Promise<number> {
  const statement: Statement = {
    name: `${table}-prune`,
    text: `
      with gone as (
        delete from ${table} where ctid = any (array(
          select ctid from ${table}
          where created_at < clock_timestamp() - interval '${days} days' limit $1))
        returning 1
      )
      select count(*) as gone from gone`,
  };
  return async (tx, limit) => {
    const [row] = await tx.query<{ gone: number }>(statement, [limit]);
    return row?.gone ?? 0;
  };
}
