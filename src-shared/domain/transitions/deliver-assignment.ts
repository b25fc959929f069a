import type { Assignment } from '../../contract/state/assignment.ts';
import type { Board, Outcome } from '../board.ts';
import { assignmentOf } from './find-on-board.ts';

/**
 * An assignment has reached the first of its nurse's devices; what was delivered stays as it is.
 * Touches the assignment's ward. Refusals: `not_found`.
 */
export function deliverAssignment(
  board: Board,
  input: { readonly assignmentId: string },
): Outcome<{ assignment: Assignment }> {
  const { ward, assignment: before } = assignmentOf(board, input.assignmentId);
  if (before.deliveredAt !== null) {
    return { ward: ward.key, drafts: [], answer: { assignment: before } };
  }
  const assignment: Assignment = { ...before, deliveredAt: board.at };
  return {
    ward: ward.key,
    drafts: [{ ward: ward.key, type: 'assignment.updated', data: { assignment } }],
    answer: { assignment },
  };
}
