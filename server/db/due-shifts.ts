import { HOUSE_WARD_ID, type WardRef } from '../../src-shared/contract/ids.ts';
import type { Statement, Tx } from './database.ts';

/** What time alone has made due, of one ward. */
export interface DueShifts extends WardRef {
  readonly what: 'end' | 'start' | 'announce';
  readonly shiftIds: readonly string[];
}

export interface Due {
  /** Shifts that end, then those that start, then those to announce: to be done in this order. */
  readonly shifts: readonly DueShifts[];
  /** Wards that have to be judged again: time alone may have changed what the rules say. */
  readonly toJudge: readonly WardRef[];
}

interface Row {
  readonly what: 'end' | 'start' | 'announce' | 'judge';
  readonly hospital_id: string;
  readonly ward_id: string;
  readonly ids: string[];
}

// Each part reads its own partial index and mostly finds nothing; the limits keep what a long
// pause has piled up in portions.
const DUE: Statement = {
  name: 'clock-due',
  text: `
    with clock as materialized (select clock_timestamp() as now), due as (
      (select 1 as step, 'end' as what, hospital_id, ward_id, id from shift, clock
        where status = 'running' and ends_at <= clock.now order by ends_at limit 2000)
      union all
      (select 2, 'start', hospital_id, ward_id, id from shift, clock
        where status = 'planned' and starts_at <= clock.now order by starts_at limit 2000)
      union all
      (select 3, 'announce', hospital_id, ward_id, id from shift, clock
        where status = 'planned' and not announced and starts_at > clock.now
          and starts_at <= clock.now + interval '48 hours'
        order by starts_at limit 2000)
      union all
      (select 4, 'judge', hospital_id, id, '' from ward, clock
        where due_at <= clock.now order by due_at limit 2000)
    )
    select d.what, d.hospital_id, d.ward_id, d.ids from (
      select step, what, hospital_id, ward_id, array_agg(id order by id) as ids from due
      group by step, what, hospital_id, ward_id
    ) d
    order by d.step, d.hospital_id, d.ward_id`,
};

/** What is due (system role). */
export async function readDue(tx: Tx): Promise<Due> {
  const rows = await tx.query<Row>(DUE);
  const shifts: DueShifts[] = [];
  const toJudge: WardRef[] = [];
  for (const { what, hospital_id: hospitalId, ward_id: wardId, ids } of rows) {
    if (what === 'judge') toJudge.push({ hospitalId, wardId });
    else shifts.push({ what, hospitalId, wardId, shiftIds: ids });
  }
  return { shifts, toJudge };
}

const WITHOUT_PACK: Statement = {
  name: 'hospitals-without-pack',
  text: `
    select h.id from hospital h
    join ward w on w.hospital_id = h.id and w.id = '${HOUSE_WARD_ID}'
    where not exists (select from rule_pack p where p.hospital_id = h.id and p.active)`,
};

/** Hospitals in which no rule pack is in force yet (system role). */
export async function hospitalsWithoutPack(tx: Tx): Promise<string[]> {
  return (await tx.query<{ id: string }>(WITHOUT_PACK)).map((row) => row.id);
}
