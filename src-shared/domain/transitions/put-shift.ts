import type { PutShift } from '../../contract/commands/put-shift.ts';
import { HOUSE_WARD_ID } from '../../contract/ids.ts';
import type { PlannedShift } from '../../contract/state/shift.ts';
import type { Board, Outcome } from '../board.ts';
import { Refusal } from '../refusal.ts';
import { planShift } from './plan-shift.ts';
import { updateRunningShift } from './update-running-shift.ts';

/** How far a shift of that id has come, by its row; null when there is none. */
export type ShiftStatus = 'planned' | 'running' | 'ended' | 'cancelled';

/**
 * An administrator sets a shift, whatever has become of it: one to come is planned anew, a running
 * one gets other times. Touches the house, the shift's ward and the one named; a shift that only
 * gets a row (it begins in more than 48 h) has no event. Refusals: those of `planShift` and
 * `updateRunningShift`, `shift_fixed` for one that has ended.
 */
export function putShift(
  board: Board,
  input: PutShift & { readonly shiftId: string; readonly status: ShiftStatus | null },
): Outcome<{ shift: PlannedShift }> {
  const { shiftId: id, nurseId, startsAt, endsAt } = input;
  const wardId = input.wardId === HOUSE_WARD_ID ? null : input.wardId;
  const shift: PlannedShift = { id, nurseId, wardId, startsAt, endsAt };
  switch (input.status) {
    case null:
    case 'planned':
    case 'cancelled':
      return planShift(board, { shift });
    case 'running':
      return updateRunningShift(board, { shift });
    case 'ended':
      throw new Refusal('shift_fixed', `Shift ${id} has ended.`);
  }
}
