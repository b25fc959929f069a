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
  /** By entry: a ward that the hospital does not have, or a bed that the ward does not have. */
  readonly unknown: readonly { readonly position: number; readonly field: 'wardId' | 'bedId' }[];
}

const LOOK = `
  select w.hospital_id, array[w.hospital_id || '/' || w.id] as wards, '{}'::text[] as nurses,
    json_build_object(
      'others', array(
        select h.id from hospital h where h.id = any ($2::text[]) and h.id <> $1),
      'unknown', array(
        select json_build_object('position', x.position,
          'field', case when t.id is null then 'wardId' else 'bedId' end)
        from json_to_recordset($3::json) as x (position integer, ward_id text, bed_id text)
        left join ward t on t.hospital_id = $1 and t.id = x.ward_id and t.id <> '${HOUSE_WARD_ID}'
        left join bed b on b.hospital_id = $1 and b.ward_id = x.ward_id and b.id = x.bed_id
        where t.id is null or (x.bed_id <> '*' and b.id is null)
        order by x.position)) as facts
  from ward w where w.hospital_id = $1 and w.id = '${HOUSE_WARD_ID}'`;

const UNKNOWN = {
  wardId: 'is no ward of this hospital',
  bedId: 'is no bed of that ward',
} as const;

/** Nobody maps locations that bear another hospital's name, or to what is not there. */
function refuseMisplaced(locations: readonly Location[], { others, unknown }: Facts): void {
  const foreign = locations.flatMap(({ facility }, i) =>
    facility != null && others.includes(facility)
      ? [{ path: `${i}.facility`, message: 'is the id of another hospital' }]
      : [],
  );
  const nowhere = unknown.map(({ position, field }) => ({
    path: `${position}.${field}`,
    message: UNKNOWN[field],
  }));
  const errors = [...foreign, ...nowhere];
  if (errors.length > 0) throw new Refusal('invalid_request', undefined, { errors });
}

/**
 * PUT /hospitals/{h}/locations: the whole mapping at once. It has no events. Refusal:
 * `invalid_request` where an entry's facility is the id of another hospital, or its ward or bed is
 * none of this one's.
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
  const facilities = new Set(locations.flatMap(({ facility }) => facility ?? []));
  const places = JSON.stringify(rows);
  return {
    name: 'put-locations',
    status: 200,
    look: { name: 'locations', text: LOOK, values: [hospitalId, [...facilities], places] },
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => NO_SUBJECT,
    decide: ({ reach }) => {
      refuseMisplaced(locations, reach.facts);
      return {
        ward: wardKey({ hospitalId, wardId: HOUSE_WARD_ID }),
        drafts: [],
        answer: { locations },
      };
    },
    rows: () => [
      { statement: CLEAR, values: [hospitalId] },
      { statement: FILL, values: [hospitalId, places] },
    ],
  };
}
