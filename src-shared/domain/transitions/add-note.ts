import type { AddNote } from '../../contract/commands/add-note.ts';
import type { Assignment } from '../../contract/state/assignment.ts';
import type { Board, Outcome } from '../board.ts';
import { assignmentOf } from './find-on-board.ts';

/** A hand-over note, below those before it. Touches the assignment's ward. Refusals: `not_found`. */
export function addNote(
  board: Board,
  input: AddNote & { readonly assignmentId: string },
): Outcome<{ assignment: Assignment }> {
  const { ward, assignment: before } = assignmentOf(board, input.assignmentId);
  const note = { at: board.at, by: board.actor, text: input.text };
  const assignment: Assignment = { ...before, notes: [...before.notes, note] };
  return {
    ward: ward.key,
    drafts: [{ ward: ward.key, type: 'handover.noted', data: { assignment } }],
    answer: { assignment },
  };
}
