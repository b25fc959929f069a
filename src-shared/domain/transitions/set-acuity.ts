import type { SetAcuity } from '../../contract/commands/set-acuity.ts';
import type { Stay } from '../../contract/state/stay.ts';
import type { Board, Outcome } from '../board.ts';
import { changeStay } from './change-stay.ts';

/** How much care a patient needs. Touches the stay's ward. Refusals: `not_found`. */
export function setAcuity(
  board: Board,
  input: SetAcuity & { readonly stayId: string },
): Outcome<{ stay: Stay }> {
  return changeStay(board, input.stayId, { acuity: input.acuity });
}
