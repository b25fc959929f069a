import type { PutNurse, StaffMember } from '../../src-shared/contract/commands/put-nurse.ts';
import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import * as domain from '../../src-shared/domain/transitions/put-nurse.ts';
import type { Statement } from '../db/database.ts';
import { type Command, type Look, NO_SUBJECT, type Write } from './command.ts';
import { mayConfigure } from './permissions.ts';

const SET: Statement = {
  name: 'nurse-set',
  text: `
    insert into nurse (hospital_id, id, name, licence, competencies, home_ward_id, user_id)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (hospital_id, id) do update set name = excluded.name, licence = excluded.licence,
      competencies = excluded.competencies, home_ward_id = excluded.home_ward_id,
      user_id = excluded.user_id`,
};

/** Whether what the request names is there; null where it names nothing. */
interface StaffFacts {
  readonly homeWard: boolean | null;
  readonly member: boolean | null;
}

/** A nurse of the staff, who may not exist yet, with every log that she stands in, and the house's. */
function lookAtStaff({ hospitalId, nurseId, homeWardId, userId }: PutNurseOf): Look {
  return {
    name: 'staff',
    text: `
      select w.hospital_id, array(
          select w.hospital_id || '/' || w.id
          union select k.hospital_id || '/' || k.ward_id from ward_nurse k
          where k.hospital_id = w.hospital_id and k.nurse_id = $2::text
        ) as wards,
        array[w.hospital_id || '/' || $2::text] as nurses,
        json_build_object(
          'homeWard', case when $3::text is not null then exists (
            select from ward r where r.hospital_id = w.hospital_id and r.id = $3::text
              and r.id <> '${HOUSE_WARD_ID}') end,
          'member', case when $4::text is not null
            then exists (select from wardline_members(w.hospital_id, array[$4::text])) end) as facts
      from ward w where w.hospital_id = $1 and w.id = '${HOUSE_WARD_ID}'`,
    values: [hospitalId, nurseId, homeWardId ?? null, userId ?? null],
  };
}

/** A user of another hospital looks like one that does not exist. */
function refuseUnknown({ homeWard, member }: StaffFacts): void {
  const errors = [
    ...(homeWard === false ? [{ path: 'homeWardId', message: 'is no ward of this hospital' }] : []),
    ...(member === false ? [{ path: 'userId', message: 'is no user of this hospital' }] : []),
  ];
  if (errors.length > 0) throw new Refusal('invalid_request', undefined, { errors });
}

type PutNurseOf = PutNurse & { readonly hospitalId: string; readonly nurseId: string };

/**
 * PUT /hospitals/{h}/nurses/{n}. Refusal: `invalid_request` where the home ward is none of the
 * hospital's, or the user has no part in it.
 */
export function putNurse(input: PutNurseOf): Command<StaffFacts> {
  const { hospitalId, nurseId } = input;
  return {
    name: 'put-nurse',
    status: 200,
    look: lookAtStaff(input),
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => ({ ...NO_SUBJECT, nurses: [`${hospitalId}/${nurseId}`] }),
    decide: ({ board, reach }) => {
      refuseUnknown(reach.facts);
      return domain.putNurse(board, input);
    },
    rows: (_, { answer }) => [setRow(hospitalId, (answer as { nurse: StaffMember }).nurse)],
  };
}

function setRow(hospitalId: string, nurse: StaffMember): Write {
  const { id, name, licence, competencies, homeWardId, userId } = nurse;
  return {
    statement: SET,
    values: [hospitalId, id, name, licence, competencies, homeWardId, userId],
  };
}
