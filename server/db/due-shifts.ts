import { HOUSE_WARD_ID, type WardRef } from '../../src-shared/contract/ids.ts';
import type { Statement, Tx } from './database.ts';

/** What time alone has made due, of one ward. */
export interface DueShifts extends WardRef {
  readonly what: 'end' | 'start' | 'announce';
  readonly shiftIds: readonly string[];
}

export interface Due {
  /** PostgreSQL's clock as it looked. */
  readonly now: string;
  /** Shifts that end, then those that start, then those to announce: to be done in this order. */
  readonly shifts: readonly DueShifts[];
  /** Wards in which a break has come to its end since the time asked about. */
  readonly breaksOver: readonly WardRef[];
}

interface Row {
  readonly now: string;
  readonly what: 'end' | 'start' | 'announce' | 'break' | null;
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
      select 4, 'break', hospital_id, ward_id, '' from ward_nurse, clock
        where on_break_until > $1 and on_break_until <= clock.now
    )
    select clock.now, d.what, d.hospital_id, d.ward_id, d.ids from clock left join (
      select step, what, hospital_id, ward_id, array_agg(id order by id) as ids from due
      group by step, what, hospital_id, ward_id
    ) d on true
    order by d.step, d.hospital_id, d.ward_id`,
};

/** What is due (system role). @param since the time up to which ends of breaks have been seen to */
export async function readDue(tx: Tx, since: string): Promise<Due> {
  const rows = await tx.query<Row>(DUE, [since]);
  const shifts: DueShifts[] = [];
  const breaksOver: WardRef[] = [];
  for (const { what, hospital_id: hospitalId, ward_id: wardId, ids } of rows) {
    if (what === null) continue;
    if (what !== 'break') shifts.push({ what, hospitalId, wardId, shiftIds: ids });
    else if (wardId !== HOUSE_WARD_ID) breaksOver.push({ hospitalId, wardId });
  }
  return { now: rows[0]?.now ?? since, shifts, breaksOver };
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
