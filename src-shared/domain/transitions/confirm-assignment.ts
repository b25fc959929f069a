import type { Assignment } from '../../contract/state/assignment.ts';
import type { Board, Outcome } from '../board.ts';
import { assignmentOf } from './find-on-board.ts';

/**
 * The nurse has taken an assignment on; what was confirmed stays as it is. Who confirms has seen
 * it, so it counts as delivered. Touches the assignment's ward. Refusals: `not_found`.
 */
export function confirmAssignment(
  board: Board,
  input: { readonly assignmentId: string },
): Outcome<{ assignment: Assignment }> {
  const { ward, assignment: before } = assignmentOf(board, input.assignmentId);
  if (before.confirmedAt !== null) {
    return { ward: ward.key, drafts: [], answer: { assignment: before } };
  }
  const assignment: Assignment = {
    ...before,
    deliveredAt: before.deliveredAt ?? board.at,
    confirmedAt: board.at,
  };
  return {
    ward: ward.key,
    drafts: [{ ward: ward.key, type: 'assignment.updated', data: { assignment } }],
    answer: { assignment },
  };
}
