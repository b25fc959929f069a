import type { StartBreak } from '../../src-shared/contract/commands/start-break.ts';
import * as domain from '../../src-shared/domain/transitions/start-break.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { type BreakFacts, lookAtBreak } from './looks.ts';
import { isSelf, mayDispatchIn } from './permissions.ts';

/** POST /nurses/{n}/break: by a dispatcher, or by the nurse herself. */
export function startBreak(input: StartBreak & { readonly nurseId: string }): Command<BreakFacts> {
  const { hospitalId, nurseId } = input;
  return {
    name: 'start-break',
    status: 200,
    look: lookAtBreak(hospitalId, nurseId, input.relievedBy ?? null),
    allows: (principal, reach) =>
      isSelf(principal, hospitalId, nurseId) || mayDispatchIn(principal, hospitalId, reach.wards),
    subject: () => ({ ...NO_SUBJECT, nurses: [`${hospitalId}/${nurseId}`] }),
    decide: ({ board, reach }) => domain.startBreak(board, input, reach.facts.relieversBreak),
  };
}
