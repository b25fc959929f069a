import type { TransferStay } from '../../contract/commands/transfer-stay.ts';
import type { Stay } from '../../contract/state/stay.ts';
import type { Board, Outcome } from '../board.ts';
import { changeStay } from './change-stay.ts';
import { checkBed } from './check-bed.ts';
import { endAssignments } from './end-assignments.ts';
import { stayOf, wardOf } from './find-on-board.ts';

/**
 * A patient goes to another ward of the hospital; assignments in the old one end first. Within the
 * same ward it is a change of bed, or nothing when no bed is named. Touches both wards; needs the
 * records of the stay's nurses. Refusals: `not_found` (stay, ward, bed), `bed_occupied`.
 */
export function transferStay(
  board: Board,
  input: TransferStay & { readonly stayId: string },
): Outcome<{ stay: Stay }> {
  const { ward: from, stay: before } = stayOf(board, input.stayId);
  const to = wardOf(board, input.wardId);
  const bedId = input.bedId ?? null;
  if (bedId !== null) checkBed(to.state, bedId, before.id);
  if (to.key === from.key) {
    return changeStay(board, before.id, { bedId: bedId ?? before.bedId });
  }
  const stay = { ...before, bedId };
  const moveId = board.newId();
  const ended = from.state.assignments.filter((assignment) => assignment.stayId === before.id);
  return {
    ward: to.key,
    drafts: [
      ...endAssignments(board, from, ended),
      { ward: from.key, type: 'stay.left', data: { stay: before, moveId } },
      { ward: to.key, type: 'stay.arrived', data: { stay, moveId } },
    ],
    answer: { stay },
  };
}
