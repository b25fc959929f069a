import type { Assignment } from '../../contract/state/assignment.ts';
import type { Board, EventDraft } from '../board.ts';
import { findById } from '../log/by-id.ts';
import { nurseOf, type WardOnBoard } from './find-on-board.ts';

/**
 * The events by which these assignments of one ward end: `assignment.ended` for each, then
 * `nurse.left` for each of their nurses whom neither her shift nor another assignment keeps there.
 * Needs the records of those nurses on the board.
 */
export function endAssignments(
  board: Board,
  { key, state }: WardOnBoard,
  ended: readonly Assignment[],
): EventDraft[] {
  const drafts = ended.map<EventDraft>((assignment) => ({
    ward: key,
    type: 'assignment.ended',
    data: { assignment },
  }));
  for (const nurseId of new Set(ended.map((assignment) => assignment.nurseId))) {
    if (nurseOf(board, nurseId).post?.wardId === state.wardId) continue;
    if (state.assignments.some((a) => a.nurseId === nurseId && !ended.includes(a))) continue;
    const nurse = findById(state.nurses, nurseId);
    if (nurse !== undefined) drafts.push({ ward: key, type: 'nurse.left', data: { nurse } });
  }
  return drafts;
}
