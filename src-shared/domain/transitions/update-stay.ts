import type { Stay } from '../../contract/state/stay.ts';
import type { Board, Outcome } from '../board.ts';
import { changeStay } from './change-stay.ts';

/** What intake may correct of a stay without moving the patient; what is left out stays. */
export type StayCorrection = Partial<
  Pick<Stay, 'patient' | 'acuity' | 'admittedAt' | 'expectedDischargeAt'>
>;

/** Corrects a stay: its patient's number and label, its times. Touches its ward. Refusals: `not_found`. */
export function updateStay(
  board: Board,
  input: { readonly stayId: string; readonly change: StayCorrection },
): Outcome<{ stay: Stay }> {
  return changeStay(board, input.stayId, input.change);
}
