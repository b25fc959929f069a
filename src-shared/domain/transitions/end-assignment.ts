import type { Assignment } from '../../contract/state/assignment.ts';
import type { Board, Outcome } from '../board.ts';
import { endAssignments } from './end-assignments.ts';
import { assignmentOf } from './find-on-board.ts';

/**
 * An assignment is over, and a nurse whom nothing else keeps leaves the ward. Touches the
 * assignment's ward; needs its nurse's record. Refusals: `not_found`; one that is over already is
 * not on the board: the caller answers it from its row.
 */
export function endAssignment(
  board: Board,
  input: { readonly assignmentId: string },
): Outcome<{ assignment: Assignment }> {
  const { ward, assignment } = assignmentOf(board, input.assignmentId);
  return {
    ward: ward.key,
    drafts: endAssignments(board, ward, [assignment]),
    answer: { assignment },
  };
}
