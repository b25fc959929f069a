import type { AssignNurse } from '../../src-shared/contract/commands/assign-nurse.ts';
import * as domain from '../../src-shared/domain/transitions/assign-nurse.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtWardAndNurse } from './looks.ts';
import { mayDispatch } from './permissions.ts';

/** POST /assignments. An override may bring the nurse from another ward, which is then touched too. */
export function assignNurse(input: AssignNurse): Command {
  const { hospitalId, wardId, nurseId, stayId, override } = input;
  return {
    name: 'assign-nurse',
    status: 201,
    look: lookAtWardAndNurse(hospitalId, wardId, nurseId, override !== undefined),
    allows: (principal, reach) => mayDispatch(principal, reach.wards),
    subject: () => ({
      ...NO_SUBJECT,
      nurses: [`${hospitalId}/${nurseId}`],
      stays: stayId == null ? [] : [stayId],
    }),
    decide: ({ board }) => domain.assignNurse(board, input),
    ...(override === undefined ? {} : { note: { override: override.reason } }),
  };
}
