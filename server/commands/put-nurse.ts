import type { PutNurse, StaffMember } from '../../src-shared/contract/commands/put-nurse.ts';
import * as domain from '../../src-shared/domain/transitions/put-nurse.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT, type Write } from './command.ts';
import { lookAtStaff } from './looks.ts';
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

/** PUT /hospitals/{h}/nurses/{n} */
export function putNurse(
  input: PutNurse & { readonly hospitalId: string; readonly nurseId: string },
): Command {
  const { hospitalId, nurseId } = input;
  return {
    name: 'put-nurse',
    status: 200,
    look: lookAtStaff(hospitalId, nurseId),
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => ({ ...NO_SUBJECT, nurses: [`${hospitalId}/${nurseId}`] }),
    decide: ({ board }) => domain.putNurse(board, input),
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
