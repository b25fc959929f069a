import type { Nurse } from '../../contract/state/nurse.ts';
import type { Board, Outcome } from '../board.ts';
import { Refusal } from '../refusal.ts';
import { dutyOf, nurseOf } from './find-on-board.ts';

/**
 * A nurse is back from her break, early or late. Touches the log of her running shift.
 * Refusals: `not_found`, `nurse_off_shift`, `nurse_not_on_break`.
 */
export function endBreak(
  board: Board,
  input: { readonly nurseId: string },
): Outcome<{ nurse: Nurse }> {
  const { log, nurse: before } = dutyOf(board, nurseOf(board, input.nurseId));
  if (before.onBreakUntil === null) throw new Refusal('nurse_not_on_break');
  const nurse: Nurse = { ...before, onBreakUntil: null, relievedBy: null };
  return {
    ward: log.key,
    drafts: [{ ward: log.key, type: 'nurse.break_ended', data: { nurse } }],
    answer: { nurse },
  };
}
