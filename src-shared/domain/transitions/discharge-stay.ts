import type { Stay } from '../../contract/state/stay.ts';
import type { Board, Outcome } from '../board.ts';
import { endAssignments } from './end-assignments.ts';
import { stayOf } from './find-on-board.ts';

/**
 * A patient leaves the hospital (or was admitted by mistake: on the board that is the same);
 * assignments end first. Touches the stay's ward; needs the records of the stay's nurses.
 * Refusals: `not_found`.
 */
export function dischargeStay(
  board: Board,
  input: { readonly stayId: string },
): Outcome<{ stay: Stay }> {
  const { ward, stay } = stayOf(board, input.stayId);
  const ended = ward.state.assignments.filter((assignment) => assignment.stayId === stay.id);
  return {
    ward: ward.key,
    drafts: [
      ...endAssignments(board, ward, ended),
      { ward: ward.key, type: 'stay.discharged', data: { stay } },
    ],
    answer: { stay },
  };
}
