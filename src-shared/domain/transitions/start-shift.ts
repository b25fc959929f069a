import { HOUSE_WARD_ID } from '../../contract/ids.ts';
import type { Nurse } from '../../contract/state/nurse.ts';
import type { PlannedShift } from '../../contract/state/shift.ts';
import type { Board, EventDraft, Outcome } from '../board.ts';
import { findById } from '../log/by-id.ts';
import { Refusal } from '../refusal.ts';
import { houseOf, logOf, nurseOf } from './find-on-board.ts';

/**
 * The clock: a planned shift begins, in its ward or in the float pool, and is no longer announced.
 * Touches the house and the shift's ward. A shift of the same nurse that ends as this one begins
 * has to be ended first. Refusals: `not_found` (nurse, ward), `shift_overlaps`.
 */
export function startShift(
  board: Board,
  input: { readonly shift: PlannedShift },
): Outcome<{ nurse: Nurse }> {
  const { id, nurseId, wardId, startsAt, endsAt } = input.shift;
  const record = nurseOf(board, nurseId);
  if (record.post !== null) {
    throw new Refusal('shift_overlaps', `${record.name} is on shift in ${record.post.wardId}.`);
  }
  const house = houseOf(board);
  const log = logOf(board, wardId ?? HOUSE_WARD_ID);
  const announced = findById(house.state.shifts, id);
  const nurse: Nurse = {
    id: record.id,
    name: record.name,
    licence: record.licence,
    competencies: [...record.competencies],
    shift: { id, startsAt, endsAt },
    onBreakUntil: null,
    relievedBy: null,
  };
  const drafts: EventDraft[] = [{ ward: log.key, type: 'shift.started', data: { nurse } }];
  if (announced !== undefined) {
    drafts.unshift({ ward: house.key, type: 'shift.withdrawn', data: { shift: announced } });
  }
  return { ward: log.key, drafts, answer: { nurse } };
}
