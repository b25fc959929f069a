import type { AssignNurse } from '../../contract/commands/assign-nurse.ts';
import type { Assignment } from '../../contract/state/assignment.ts';
import type { Board, EventDraft, NurseRecord, Outcome } from '../board.ts';
import { isCompetent } from '../competence.ts';
import { findById } from '../log/by-id.ts';
import { Refusal } from '../refusal.ts';
import { dutyOf, nurseOf, wardOf, type WardOnBoard } from './find-on-board.ts';
import { moveDrafts } from './move-nurse.ts';

/**
 * A nurse gets a patient, or (without `stayId`) a post on the ward as a whole. With an override,
 * whoever is on shift elsewhere or in the pool is moved here first. Touches the ward and, with an
 * override, the log of the nurse's running shift. Refusals, in this order: `not_found` (ward,
 * nurse, stay in that ward), `nurse_already_assigned`, `assignment_exists`, `nurse_off_shift`,
 * `nurse_elsewhere`, `not_competent`; an override passes over the last two.
 */
export function assignNurse(board: Board, input: AssignNurse): Outcome<{ assignment: Assignment }> {
  const ward = wardOf(board, input.wardId);
  const record = nurseOf(board, input.nurseId);
  const stayId = input.stayId ?? null;
  checkNew(ward, record, stayId, input.id);
  const move = bringHere(board, ward, record, input.override !== undefined);
  if (input.override === undefined && !isCompetent(record.competencies, ward.state)) {
    throw new Refusal('not_competent', notCompetentDetail(record, ward));
  }
  const assignment: Assignment = {
    id: input.id ?? board.newId(),
    nurseId: record.id,
    stayId,
    startedAt: board.at,
    startedBy: board.actor,
    deliveredAt: null,
    confirmedAt: null,
    notes: [],
  };
  return {
    ward: ward.key,
    drafts: [...move, { ward: ward.key, type: 'assignment.started', data: { assignment } }],
    answer: { assignment },
  };
}

function checkNew(
  { state }: WardOnBoard,
  nurse: NurseRecord,
  stayId: string | null,
  id: string | undefined,
): void {
  if (stayId !== null && findById(state.stays, stayId) === undefined) {
    throw new Refusal('not_found', `Ward ${state.wardId} has no patient under the stay ${stayId}.`);
  }
  if (state.assignments.some((a) => a.nurseId === nurse.id && a.stayId === stayId)) {
    const what = stayId === null ? 'this post on the ward' : 'this patient';
    throw new Refusal('nurse_already_assigned', `${nurse.name} has ${what} already.`);
  }
  if (id !== undefined && findById(state.assignments, id) !== undefined) {
    throw new Refusal('assignment_exists');
  }
}

/** No events when the nurse is on shift here; those of her move when an override brings her. */
function bringHere(
  board: Board,
  ward: WardOnBoard,
  nurse: NurseRecord,
  override: boolean,
): EventDraft[] {
  if (nurse.post?.wardId === ward.state.wardId && nurse.post.shift.endsAt > board.at) return [];
  // Only the record is looked at before the refusal: without an override the other ward is not
  // locked, and need not be on the board.
  if (nurse.post !== null && nurse.post.shift.endsAt > board.at && !override) {
    const where = nurse.post.wardId;
    throw new Refusal('nurse_elsewhere', `${nurse.name} is on shift in ${where}.`, {
      wardId: where,
    });
  }
  return moveDrafts(board, dutyOf(board, nurse), ward, nurse).drafts;
}

function notCompetentDetail(nurse: NurseRecord, { state }: WardOnBoard): string {
  const has = nurse.competencies.length === 0 ? 'nothing yet' : nurse.competencies.join(', ');
  return `${nurse.name} is signed off for ${has}; not for ${state.unitType} or ${state.wardId}.`;
}
