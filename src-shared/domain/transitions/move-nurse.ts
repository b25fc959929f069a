import type { MoveNurse } from '../../contract/commands/move-nurse.ts';
import type { Nurse } from '../../contract/state/nurse.ts';
import type { Board, EventDraft, NurseRecord, Outcome } from '../board.ts';
import { isHouse } from '../log/log-kind.ts';
import { Refusal } from '../refusal.ts';
import { type Duty, dutyOf, type LogOnBoard, logOf, nurseOf } from './find-on-board.ts';

/**
 * What a move into another hospital has to know: who has the nurse's id there (null: nobody yet,
 * she becomes known there by arriving).
 */
export interface Namesake {
  readonly namesake?: NurseRecord | null;
}

/**
 * A nurse's running shift goes on in another ward, in the float pool (`_house`), or in another
 * hospital; assignments in the old ward end, and her break goes on without its reliever. To where
 * she is already: nothing changes. Touches both logs. Refusals: `not_found` (nurse, ward),
 * `nurse_off_shift`, `nurse_id_taken`, `shift_overlaps` (on shift in the other hospital).
 */
export function moveNurse(
  board: Board,
  input: MoveNurse & Namesake & { readonly nurseId: string },
): Outcome<{ nurse: Nurse }> {
  const record = nurseOf(board, input.nurseId);
  const to = logOf(board, input.wardId, input.toHospitalId);
  const duty = dutyOf(board, record);
  if (to.key === duty.log.key) return { ward: to.key, drafts: [], answer: { nurse: duty.nurse } };
  const there = to.state.hospitalId === board.hospitalId ? null : (input.namesake ?? null);
  if (there !== null) checkNamesake(record, there);
  const { drafts, nurse } = moveDrafts(board, duty, to, there ?? record);
  return { ward: to.key, drafts, answer: { nurse } };
}

/**
 * The events of a move between two logs, and the nurse as she arrives: with the competencies that
 * the hospital she comes to has for her.
 */
export function moveDrafts(
  board: Board,
  { log: from, nurse: before, shift }: Duty,
  to: LogOnBoard,
  { competencies }: Pick<NurseRecord, 'competencies'>,
): { readonly drafts: EventDraft[]; readonly nurse: Nurse } {
  const moveId = board.newId();
  const nurse: Nurse = {
    ...before,
    competencies: [...competencies],
    shift,
    relievedBy: null,
  };
  const ended = isHouse(from.state)
    ? []
    : from.state.assignments.filter((assignment) => assignment.nurseId === before.id);
  const drafts: EventDraft[] = [
    ...ended.map((assignment) => ({
      ward: from.key,
      type: 'assignment.ended' as const,
      data: { assignment },
    })),
    { ward: from.key, type: 'nurse.left', data: { nurse: before, moveId } },
    { ward: to.key, type: 'nurse.arrived', data: { nurse, moveId } },
  ];
  return { drafts, nurse };
}

/** The same id in another hospital must be the same person, and she cannot be on shift twice. */
function checkNamesake(record: NurseRecord, namesake: NurseRecord): void {
  if (namesake.name !== record.name || namesake.licence !== record.licence) {
    throw new Refusal('nurse_id_taken', `There, ${record.id} is ${namesake.name}.`);
  }
  if (namesake.post !== null) {
    throw new Refusal('shift_overlaps', `${record.name} has a running shift there already.`);
  }
}
