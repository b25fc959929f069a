import type { EndBreak } from '../../src-shared/contract/commands/end-break.ts';
import * as domain from '../../src-shared/domain/transitions/end-break.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtNurse } from './looks.ts';
import { isSelf, mayDispatchIn } from './permissions.ts';

/** POST /nurses/{n}/break/end: by a dispatcher, or by the nurse herself. */
export function endBreak(input: EndBreak & { readonly nurseId: string }): Command {
  const { hospitalId, nurseId } = input;
  return {
    name: 'end-break',
    status: 200,
    look: lookAtNurse(hospitalId, nurseId),
    allows: (principal, reach) =>
      isSelf(principal, hospitalId, nurseId) || mayDispatchIn(principal, hospitalId, reach.wards),
    subject: () => ({ ...NO_SUBJECT, nurses: [`${hospitalId}/${nurseId}`] }),
    decide: ({ board }) => domain.endBreak(board, input),
  };
}
