import { parseWardKey, wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { Database, Statement, Tx } from './database.ts';
import { verifyEpoch } from './epoch.ts';

/** Positions of logs as PostgreSQL says, all of one moment. Logs that do not exist are left out. */
export interface WardHeads {
  readonly epoch: string;
  readonly heads: ReadonlyMap<WardKey, number>;
}

interface Row {
  readonly epoch: string | null;
  readonly hospital_id: string;
  readonly id: string;
  readonly seq: number | null;
}

// The epoch comes even when none of the wards exists; `offset 0` has it worked out once, not a row.
const SOME: Statement = {
  name: 'ward-heads-some',
  text: `
    select e.epoch, w.hospital_id, w.id, w.seq
    from (select wardline_epoch() as epoch offset 0) e
    left join (
      select w.hospital_id, w.id, w.seq
      from unnest($1::text[], $2::text[]) as asked (hospital_id, id)
      join ward w on w.hospital_id = asked.hospital_id and w.id = asked.id
    ) w on true`,
};

const ALL: Statement = {
  name: 'ward-heads-all',
  text: `
    select e.epoch, w.hospital_id, w.id, w.seq
    from (select wardline_epoch() as epoch offset 0) e left join ward w on true`,
};

/**
 * The heads of these logs, or of all, in one query that sees all hospitals. A new epoch is drawn
 * first where PostgreSQL turns out to be on another timeline.
 */
export async function readHeads(
  database: Database,
  wards: readonly WardKey[] | 'all',
): Promise<WardHeads> {
  const read = (): Promise<Row[]> => database.system((tx) => rows(tx, wards), { readOnly: true });
  let found = await read();
  if (found[0]?.epoch === null) {
    await verifyEpoch(database);
    found = await read();
  }
  const epoch = found[0]?.epoch;
  if (typeof epoch !== 'string') throw new Error('the database has no epoch');
  const heads = new Map<WardKey, number>();
  for (const row of found) {
    // The left join's empty row: none of the wards exists.
    if (row.seq === null) continue;
    heads.set(wardKey({ hospitalId: row.hospital_id, wardId: row.id }), row.seq);
  }
  return { epoch, heads };
}

function rows(tx: Tx, wards: readonly WardKey[] | 'all'): Promise<Row[]> {
  if (wards === 'all') return tx.query<Row>(ALL);
  const refs = wards.map(parseWardKey);
  return tx.query<Row>(SOME, [refs.map((ref) => ref.hospitalId), refs.map((ref) => ref.wardId)]);
}
