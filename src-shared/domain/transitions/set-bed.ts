import type { SetBed } from '../../contract/commands/set-bed.ts';
import type { Stay } from '../../contract/state/stay.ts';
import type { Board, Outcome } from '../board.ts';
import { changeStay } from './change-stay.ts';
import { checkBed } from './check-bed.ts';
import { stayOf } from './find-on-board.ts';

/**
 * A patient gets another bed of the ward, or (null) none. Touches the stay's ward.
 * Refusals: `not_found` (stay, bed), `bed_occupied`.
 */
export function setBed(
  board: Board,
  input: SetBed & { readonly stayId: string },
): Outcome<{ stay: Stay }> {
  const { ward } = stayOf(board, input.stayId);
  if (input.bedId !== null) checkBed(ward.state, input.bedId, input.stayId);
  return changeStay(board, input.stayId, { bedId: input.bedId });
}
