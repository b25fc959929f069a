import { HOUSE_WARD_ID } from '../../contract/ids.ts';
import type { Nurse } from '../../contract/state/nurse.ts';
import type { PlannedShift } from '../../contract/state/shift.ts';
import type { Board, Outcome } from '../board.ts';
import { Refusal } from '../refusal.ts';
import { nurseOf, openDutyOf } from './find-on-board.ts';
import { checkOverlaps } from './plan-shift.ts';

/**
 * A running shift gets other times; nurse and ward stay. Touches the house and the shift's ward.
 * Refusals: `not_found` (nurse), `shift_fixed` (not hers, another ward, or a start still to come),
 * `shift_overlaps`.
 */
export function updateRunningShift(
  board: Board,
  input: { readonly shift: PlannedShift },
): Outcome<{ shift: PlannedShift }> {
  const { shift } = input;
  const record = nurseOf(board, shift.nurseId);
  const duty = openDutyOf(board, record);
  if (duty?.shift.id !== shift.id) {
    throw new Refusal('shift_fixed', `${record.name} does not work shift ${shift.id}.`);
  }
  const { log, nurse: before } = duty;
  if ((shift.wardId ?? HOUSE_WARD_ID) !== log.state.wardId) throw new Refusal('shift_fixed');
  if (shift.startsAt > board.at) {
    throw new Refusal('shift_fixed', 'A running shift cannot begin later than now.');
  }
  checkOverlaps(board, record, shift);
  const span = { id: shift.id, startsAt: shift.startsAt, endsAt: shift.endsAt };
  const nurse: Nurse = { ...before, shift: span };
  const same = span.startsAt === duty.shift.startsAt && span.endsAt === duty.shift.endsAt;
  return {
    ward: log.key,
    drafts: same ? [] : [{ ward: log.key, type: 'shift.updated', data: { nurse } }],
    answer: { shift },
  };
}
