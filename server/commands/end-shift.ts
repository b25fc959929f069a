import type { EndShift } from '../../src-shared/contract/commands/end-shift.ts';
import * as domain from '../../src-shared/domain/transitions/end-shift.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtNurse } from './looks.ts';
import { mayDispatchIn } from './permissions.ts';

const KEEP_REASON: Statement = {
  name: 'shift-keep-reason',
  text: 'update shift set end_reason = $3 where hospital_id = $1 and id = $2',
};

/** POST /nurses/{n}/shift/end: sick, sent home. */
export function endShift(input: EndShift & { readonly nurseId: string }): Command {
  const { hospitalId, nurseId, reason } = input;
  return {
    name: 'end-shift',
    status: 200,
    look: lookAtNurse(hospitalId, nurseId),
    allows: (principal, reach) => mayDispatchIn(principal, hospitalId, reach.wards),
    subject: () => ({ ...NO_SUBJECT, nurses: [`${hospitalId}/${nurseId}`] }),
    decide: ({ board }) => domain.endShift(board, input),
    rows: ({ board }) => {
      const shift = board.nurses.get(nurseId)?.post?.shift;
      if (shift === undefined) return [];
      return [{ statement: KEEP_REASON, values: [hospitalId, shift.id, reason] }];
    },
    note: { reason },
  };
}
