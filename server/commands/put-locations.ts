import type { Location } from '../../src-shared/contract/commands/put-locations.ts';
import { HOUSE_WARD_ID, wardKey } from '../../src-shared/contract/ids.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { mayConfigure } from './permissions.ts';

const CLEAR: Statement = {
  name: 'locations-clear',
  text: 'delete from location where hospital_id = $1',
};
const FILL: Statement = {
  name: 'locations-fill',
  text: `
    insert into location
      (hospital_id, position, point_of_care, room, bed, facility, ward_id, bed_id)
    select $1, x.position, x.point_of_care, x.room, x.bed, x.facility, x.ward_id, x.bed_id
    from json_to_recordset($2::json) as x (position integer, point_of_care text, room text,
      bed text, facility text, ward_id text, bed_id text)`,
};

interface Facts {
  /** Which of the facilities given are ids of other hospitals. */
  readonly others: readonly string[];
}

const LOOK = `
  select w.hospital_id, array[w.hospital_id || '/' || w.id] as wards, '{}'::text[] as nurses,
    json_build_object('others', array(
      select h.id from hospital h where h.id = any ($2::text[]) and h.id <> $1)) as facts
  from ward w where w.hospital_id = $1 and w.id = '${HOUSE_WARD_ID}'`;

/** Nobody maps locations that bear another hospital's name. */
function refuseForeign(locations: readonly Location[], others: readonly string[]): void {
  const errors = locations.flatMap(({ facility }, i) =>
    facility != null && others.includes(facility)
      ? [{ path: `${i}.facility`, message: 'is the id of another hospital' }]
      : [],
  );
  if (errors.length > 0) throw new Refusal('invalid_request', undefined, { errors });
}

/**
 * PUT /hospitals/{h}/locations: the whole mapping at once. It has no events. Refusal:
 * `invalid_request` where an entry's facility is the id of another hospital.
 */
export function putLocations(input: {
  readonly hospitalId: string;
  readonly locations: readonly Location[];
}): Command<Facts> {
  const { hospitalId, locations } = input;
  const rows = locations.map((location, position) => ({
    position,
    point_of_care: location.pointOfCare,
    room: location.room ?? null,
    bed: location.bed ?? null,
    facility: location.facility ?? null,
    ward_id: location.wardId,
    bed_id: location.bedId ?? null,
  }));
  const facilities = locations.flatMap(({ facility }) => facility ?? []);
  return {
    name: 'put-locations',
    status: 200,
    look: { name: 'locations', text: LOOK, values: [hospitalId, [...new Set(facilities)]] },
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => NO_SUBJECT,
    decide: ({ reach }) => {
      refuseForeign(locations, reach.facts.others);
      return {
        ward: wardKey({ hospitalId, wardId: HOUSE_WARD_ID }),
        drafts: [],
        answer: { locations },
      };
    },
    rows: () => [
      { statement: CLEAR, values: [hospitalId] },
      { statement: FILL, values: [hospitalId, JSON.stringify(rows)] },
    ],
  };
}
