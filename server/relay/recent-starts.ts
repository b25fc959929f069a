import { wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { Database, Statement } from '../db/database.ts';

const STARTS: Statement = {
  name: 'relay-recent-starts',
  text: `
    select hospital_id as "hospitalId", ward_id as "wardId", min(seq) - 1 as before
    from ward_event where at > now() - make_interval(secs => $1)
    group by hospital_id, ward_id`,
};

/** The seq before the first event of the last so many milliseconds, of each ward that has one. */
export async function recentStarts(
  database: Database,
  windowMs: number,
): Promise<ReadonlyMap<WardKey, number>> {
  const rows = await database.system(
    (tx) =>
      tx.query<{ hospitalId: string; wardId: string; before: number }>(STARTS, [windowMs / 1000]),
    { readOnly: true },
  );
  return new Map(rows.map((row) => [wardKey(row), row.before]));
}
