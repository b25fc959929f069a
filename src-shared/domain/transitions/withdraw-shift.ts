import type { PlannedShift } from '../../contract/state/shift.ts';
import type { Board, Outcome } from '../board.ts';
import { findById } from '../log/by-id.ts';
import { houseOf } from './find-on-board.ts';

/**
 * A planned shift will not take place. One that was never announced has no event, only a row.
 * Touches the house. No refusals.
 */
export function withdrawShift(
  board: Board,
  input: { readonly shift: PlannedShift },
): Outcome<{ shift: PlannedShift }> {
  const { key, state } = houseOf(board);
  const announced = findById(state.shifts, input.shift.id);
  return {
    ward: key,
    drafts:
      announced === undefined
        ? []
        : [{ ward: key, type: 'shift.withdrawn', data: { shift: announced } }],
    answer: { shift: input.shift },
  };
}
