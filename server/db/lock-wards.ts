import { parseWardKey, wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { WardAlarms } from '../../src-shared/domain/staffing/judge-wards.ts';
import type { Statement, Tx } from './database.ts';

/** A log whose row this transaction holds: nobody else adds to it until the transaction ends. */
export interface LockedWard {
  readonly key: WardKey;
  readonly hospitalId: string;
  readonly wardId: string;
  readonly seq: number;
  /** Of the last event, in the wire's form; '-infinity' before the first. */
  readonly lastAt: string;
  readonly auditSeq: number;
  readonly auditHash: string;
  /** What the ward's alarms remember beside its state. */
  readonly alarms: WardAlarms;
}

export interface Locked {
  /** null: the epoch has to be verified before anything is written. */
  readonly epoch: string | null;
  /** Those that exist, of those asked for. */
  readonly wards: readonly LockedWard[];
}

interface Row {
  readonly epoch: string | null;
  readonly hospital_id: string;
  readonly id: string;
  readonly seq: number;
  readonly last_at: string;
  readonly audit_seq: number;
  readonly audit_hash: string;
  readonly alarms: WardAlarms['rules'];
  readonly due_at: string | null;
}

// The two arrays of parts are for the index; the array of whole keys picks exactly the rows asked
// for. Sorting comes before locking, so that everybody locks in the same order.
const LOCK_WARDS = `
  select hospital_id, id, seq, last_at, audit_seq, audit_hash, alarms, due_at from ward
  where hospital_id = any ($1::text[]) and id = any ($2::text[])
    and hospital_id || '/' || id = any ($3::text[])
  order by hospital_id collate "C", id collate "C"
  for no key update`;

const WARDS: Statement = {
  name: 'lock-wards',
  text: `
    with locked as materialized (${LOCK_WARDS})
    select e.epoch, locked.* from (select wardline_epoch() as epoch) e left join locked on true`,
};

// The nurses' condition counts the locked wards, so their rows are locked after all of these. Their
// count is answered because PostgreSQL leaves out what nobody asks for.
const WARDS_AND_NURSES: Statement = {
  name: 'lock-wards-and-nurses',
  text: `
    with locked as materialized (${LOCK_WARDS}),
    nurses as materialized (
      select id from nurse
      where hospital_id = any ($4::text[]) and id = any ($5::text[])
        and hospital_id || '/' || id = any ($6::text[])
        and (select count(*) from locked) >= 0
      order by hospital_id collate "C", id collate "C"
      for no key update
    )
    select e.*, locked.*
    from (select wardline_epoch() as epoch, (select count(*) from nurses) as nurses) e
    left join locked on true`,
};

/**
 * Locks the rows of logs, then of nurses, each ascending, in one round trip. Called once a
 * transaction, before anything else is locked. What the transaction read before may be old now:
 * it reads again afterwards.
 * @param nurses `hospital/nurse`
 */
export async function lockWards(
  tx: Tx,
  wards: readonly WardKey[],
  nurses: readonly string[],
): Promise<Locked> {
  const wardRefs = wards.map(parseWardKey);
  const values = [wardRefs.map((w) => w.hospitalId), wardRefs.map((w) => w.wardId), wards];
  const nurseRefs = nurses.map(parseWardKey);
  const rows =
    nurses.length === 0
      ? await tx.query<Row>(WARDS, values)
      : await tx.query<Row>(WARDS_AND_NURSES, [
          ...values,
          nurseRefs.map((n) => n.hospitalId),
          nurseRefs.map((n) => n.wardId),
          nurses,
        ]);
  return { epoch: rows[0]?.epoch ?? null, wards: rows.flatMap(lockedWard) };
}

function lockedWard(row: Row): LockedWard[] {
  // The left join's empty row: none of the wards exists.
  if ((row.id as string | null) === null) return [];
  const { hospital_id: hospitalId, id: wardId, seq } = row;
  return [
    {
      key: wardKey({ hospitalId, wardId }),
      hospitalId,
      wardId,
      seq,
      lastAt: row.last_at,
      auditSeq: row.audit_seq,
      auditHash: row.audit_hash,
      alarms: { rules: row.alarms, dueAt: row.due_at },
    },
  ];
}
