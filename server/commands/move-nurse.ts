import type { MoveNurse } from '../../src-shared/contract/commands/move-nurse.ts';
import type { NurseRecord } from '../../src-shared/domain/board.ts';
import * as domain from '../../src-shared/domain/transitions/move-nurse.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT, type Write } from './command.ts';
import { lookAtNurseAndWard } from './looks.ts';
import { mayDispatchIn } from './permissions.ts';

const MAKE_KNOWN: Statement = {
  name: 'nurse-make-known',
  text: `
    insert into nurse (hospital_id, id, name, licence, competencies) values ($1, $2, $3, $4, $5)
    on conflict (hospital_id, id) do nothing`,
};

/** POST /nurses/{n}/move, within a hospital or into another one where the user dispatches too. */
export function moveNurse(input: MoveNurse & { readonly nurseId: string }): Command {
  const { hospitalId, nurseId, wardId, reason } = input;
  const toHospitalId = input.toHospitalId ?? hospitalId;
  const there = `${toHospitalId}/${nurseId}`;
  return {
    name: 'move-nurse',
    status: 200,
    look: lookAtNurseAndWard(hospitalId, nurseId, toHospitalId, wardId),
    // Of a hospital in which the user has no part, nothing is seen: it is not found, not forbidden.
    allows: (principal, reach) =>
      [hospitalId, toHospitalId]
        .filter((id) => principal.memberships.some((m) => m.hospitalId === id))
        .every((id) =>
          mayDispatchIn(
            principal,
            id,
            reach.wards.filter((ward) => ward.startsWith(`${id}/`)),
          ),
        ),
    subject: () => ({ ...NO_SUBJECT, nurses: [`${hospitalId}/${nurseId}`] }),
    decide: ({ board, records }) =>
      domain.moveNurse(board, { ...input, namesake: records.get(there) ?? null }),
    rows: ({ board, records }, { drafts }) => {
      const record = board.nurses.get(nurseId);
      if (drafts.length === 0 || record === undefined || records.has(there)) return [];
      return [makeKnown(toHospitalId, record)];
    },
    ...(reason === undefined ? {} : { note: { reason } }),
  };
}

/** A nurse lent to a hospital that has not seen her before becomes one of its staff. */
function makeKnown(hospitalId: string, nurse: NurseRecord): Write {
  const { id, name, licence, competencies } = nurse;
  return { statement: MAKE_KNOWN, values: [hospitalId, id, name, licence, competencies] };
}
