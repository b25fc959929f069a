import type { Location } from '../../src-shared/contract/commands/put-locations.ts';
import { HOUSE_WARD_ID, wardKey } from '../../src-shared/contract/ids.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtWard } from './looks.ts';
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

/** PUT /hospitals/{h}/locations: the whole mapping at once. It has no events. */
export function putLocations(input: {
  readonly hospitalId: string;
  readonly locations: readonly Location[];
}): Command {
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
  return {
    name: 'put-locations',
    status: 200,
    look: lookAtWard(hospitalId, HOUSE_WARD_ID),
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => NO_SUBJECT,
    decide: () => ({
      ward: wardKey({ hospitalId, wardId: HOUSE_WARD_ID }),
      drafts: [],
      answer: { locations },
    }),
    rows: () => [
      { statement: CLEAR, values: [hospitalId] },
      { statement: FILL, values: [hospitalId, JSON.stringify(rows)] },
    ],
  };
}
