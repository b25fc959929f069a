import type { AdmitStay } from '../../contract/commands/admit-stay.ts';
import type { Stay } from '../../contract/state/stay.ts';
import type { Time } from '../../contract/time.ts';
import type { Board, Outcome } from '../board.ts';
import { Refusal } from '../refusal.ts';
import { checkBed } from './check-bed.ts';
import { findStay, wardOf } from './find-on-board.ts';

/**
 * A patient comes to a ward from outside. `admittedAt` is for intake, which hears of it later.
 * Touches the ward. Refusals: `not_found` (ward, bed), `stay_exists`, `bed_occupied`. An id that
 * an ended stay has, or one in a ward not on the board, only the rows can tell.
 */
export function admitStay(
  board: Board,
  input: AdmitStay & { readonly admittedAt?: Time },
): Outcome<{ stay: Stay }> {
  const { key, state } = wardOf(board, input.wardId);
  const id = input.id ?? board.newId();
  if (findStay(board, id) !== undefined) throw new Refusal('stay_exists');
  const bedId = input.bedId ?? null;
  if (bedId !== null) checkBed(state, bedId);
  const stay: Stay = {
    id,
    patient: input.patient,
    bedId,
    acuity: input.acuity ?? null,
    admittedAt: input.admittedAt ?? board.at,
    expectedDischargeAt: input.expectedDischargeAt ?? null,
  };
  return {
    ward: key,
    drafts: [{ ward: key, type: 'stay.admitted', data: { stay } }],
    answer: { stay },
  };
}
