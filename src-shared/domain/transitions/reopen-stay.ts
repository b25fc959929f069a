import type { Stay } from '../../contract/state/stay.ts';
import type { Board, Outcome } from '../board.ts';
import { Refusal } from '../refusal.ts';
import { checkBed } from './check-bed.ts';
import { findStay, wardOf } from './find-on-board.ts';

/**
 * A discharge was a mistake: the same stay, as its row has it, is back in its ward, in the bed that
 * `stay.bedId` says. Touches the ward. Refusals: `not_found` (ward, bed), `stay_exists` (it is
 * open), `bed_occupied`.
 */
export function reopenStay(
  board: Board,
  input: { readonly wardId: string; readonly stay: Stay },
): Outcome<{ stay: Stay }> {
  const { key, state } = wardOf(board, input.wardId);
  const { stay } = input;
  if (findStay(board, stay.id) !== undefined) {
    throw new Refusal('stay_exists', `${stay.patient.label} has not left.`);
  }
  if (stay.bedId !== null) checkBed(state, stay.bedId);
  return {
    ward: key,
    drafts: [{ ward: key, type: 'stay.admitted', data: { stay } }],
    answer: { stay },
  };
}
