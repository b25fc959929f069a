import type { Nurse } from '../../contract/state/nurse.ts';
import type { Board, EventDraft, Outcome } from '../board.ts';
import { isHouse } from '../log/log-kind.ts';
import { Refusal } from '../refusal.ts';
import { nurseOf, openDutyOf } from './find-on-board.ts';

/**
 * A nurse's running shift is over: before its time by a command, at its time by the clock. Its end
 * becomes the true one, never later than planned; her break is over with it. Open assignments stay
 * (somebody has to take them) and keep her in the ward, else she leaves it. Touches the log of the
 * shift. Refusals: `not_found`, `nurse_off_shift`.
 */
export function endShift(
  board: Board,
  input: { readonly nurseId: string },
): Outcome<{ nurse: Nurse }> {
  const record = nurseOf(board, input.nurseId);
  const duty = openDutyOf(board, record);
  if (duty === null) {
    throw new Refusal('nurse_off_shift', `${record.name} (${record.id}) has no running shift.`);
  }
  const { log, shift } = duty;
  const endsAt = shift.endsAt < board.at ? shift.endsAt : board.at;
  const nurse: Nurse = {
    ...duty.nurse,
    shift: { ...shift, endsAt },
    onBreakUntil: null,
    relievedBy: null,
  };
  const drafts: EventDraft[] = [{ ward: log.key, type: 'shift.ended', data: { nurse } }];
  const keptHere =
    !isHouse(log.state) && log.state.assignments.some((a) => a.nurseId === record.id);
  if (!keptHere) drafts.push({ ward: log.key, type: 'nurse.left', data: { nurse } });
  return { ward: log.key, drafts, answer: { nurse } };
}
