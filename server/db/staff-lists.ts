import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { Location } from '../../src-shared/contract/commands/put-locations.ts';
import type { StaffMember } from '../../src-shared/contract/commands/put-nurse.ts';
import type { ListedShift } from '../../src-shared/contract/reads.ts';
import type { Statement, Tx } from './database.ts';

const NURSES: Statement = {
  name: 'staff-nurses',
  text: `
    select id, name, licence, competencies, home_ward_id as "homeWardId", user_id as "userId"
    from nurse where hospital_id = $1 order by id`,
};

/** Everybody on a hospital's staff, on duty or not. */
export function listNurses(tx: Tx, hospitalId: string): Promise<StaffMember[]> {
  return tx.query(NURSES, [hospitalId]);
}

const SHIFTS: Statement = {
  name: 'staff-shifts',
  text: `
    select id, nurse_id as "nurseId", nullif(ward_id, '${HOUSE_WARD_ID}') as "wardId",
      starts_at as "startsAt", ends_at as "endsAt", status
    from shift
    where hospital_id = $1 and status <> 'cancelled' and ends_at > $2 and starts_at < $3
      and ($4::text is null or nurse_id = $4)
    order by starts_at, id`,
};

/** Shifts that touch the span from `from` to `to` (ISO 8601), of one nurse where one is named. */
export function listShifts(
  tx: Tx,
  hospitalId: string,
  span: { readonly from: string; readonly to: string; readonly nurseId: string | null },
): Promise<ListedShift[]> {
  return tx.query(SHIFTS, [hospitalId, span.from, span.to, span.nurseId]);
}

const LOCATIONS: Statement = {
  name: 'staff-locations',
  text: `
    select point_of_care as "pointOfCare", room, bed, facility, ward_id as "wardId",
      bed_id as "bedId"
    from location where hospital_id = $1 order by position`,
};

/** The HL7 location mapping of a hospital, in the order it was put. */
export function listLocations(tx: Tx, hospitalId: string): Promise<Location[]> {
  return tx.query(LOCATIONS, [hospitalId]);
}
