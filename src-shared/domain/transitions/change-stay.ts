import type { Stay } from '../../contract/state/stay.ts';
import type { Board, Outcome } from '../board.ts';
import { canonicalJson } from '../log/canonical-json.ts';
import { stayOf } from './find-on-board.ts';

/** An outcome with one `stay.updated`, or with no event when the stay is like that already. */
export function changeStay(
  board: Board,
  stayId: string,
  change: Partial<Omit<Stay, 'id'>>,
): Outcome<{ stay: Stay }> {
  const { ward, stay: before } = stayOf(board, stayId);
  const stay = { ...before, ...change };
  if (canonicalJson(stay) === canonicalJson(before)) {
    return { ward: ward.key, drafts: [], answer: { stay: before } };
  }
  return {
    ward: ward.key,
    drafts: [{ ward: ward.key, type: 'stay.updated', data: { stay } }],
    answer: { stay },
  };
}
