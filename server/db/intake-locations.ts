import type { Statement, Tx } from './database.ts';

/** One entry of a hospital's location mapping. */
export interface LocationRow {
  readonly hospitalId: string;
  readonly pointOfCare: string;
  readonly room: string | null;
  readonly bed: string | null;
  readonly facility: string | null;
  readonly wardId: string;
  readonly bedId: string | null;
}

const ENTRIES: Statement = {
  name: 'locations-of-points-of-care',
  text: `
    select hospital_id as "hospitalId", point_of_care as "pointOfCare", room, bed, facility,
      ward_id as "wardId", bed_id as "bedId"
    from location where point_of_care = any ($1::text[])
    order by hospital_id, position`,
};

/** The entries of all hospitals for these points of care, in each hospital's own order. */
export function locationsOf(tx: Tx, pointsOfCare: readonly string[]): Promise<LocationRow[]> {
  return tx.query(ENTRIES, [pointsOfCare]);
}

const ZONE: Statement = {
  name: 'hospital-time-zone',
  text: 'select time_zone as "timeZone" from hospital where id = $1',
};

/** IANA name of the zone a hospital's clocks show; null: there is no such hospital. */
export async function hospitalTimeZone(tx: Tx, hospitalId: string): Promise<string | null> {
  const [row] = await tx.query<{ timeZone: string }>(ZONE, [hospitalId]);
  return row?.timeZone ?? null;
}

const NAMED: Statement = {
  name: 'hospitals-named',
  text: `
    select h.id, not exists (select from hospital o where o.id <> h.id) as only
    from hospital h
    where h.id = any ($1::text[]) or not exists (select from hospital o where o.id <> h.id)`,
};

/** Which of these texts are ids of hospitals; with them the hospital that is the only one there is. */
export function hospitalsNamed(
  tx: Tx,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly only: boolean }[]> {
  return tx.query(NAMED, [ids]);
}

const CLAIMS: Statement = {
  name: 'facility-claims',
  text: `
    select distinct hospital_id as "hospitalId", facility
    from location where facility = any ($1::text[])`,
};

/** Which hospitals have entries that name these facilities. */
export function facilityClaims(
  tx: Tx,
  facilities: readonly string[],
): Promise<{ readonly hospitalId: string; readonly facility: string }[]> {
  return facilities.length === 0 ? Promise.resolve([]) : tx.query(CLAIMS, [facilities]);
}
