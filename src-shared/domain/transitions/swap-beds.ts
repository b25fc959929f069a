import type { SwapBeds } from '../../contract/commands/swap-beds.ts';
import type { WardKey } from '../../contract/ids.ts';
import type { Stay } from '../../contract/state/stay.ts';
import type { Board, EventDraft, Outcome } from '../board.ts';
import { Refusal } from '../refusal.ts';
import { stayOf } from './find-on-board.ts';

/**
 * Two patients of a ward change beds; one of them may have none. Touches their ward.
 * Refusals: `not_found` (either stay), `different_wards`.
 */
export function swapBeds(
  board: Board,
  input: SwapBeds & { readonly stayId: string },
): Outcome<{ stay: Stay }> {
  const { ward, stay: first } = stayOf(board, input.stayId);
  const { ward: otherWard, stay: second } = stayOf(board, input.withStayId);
  if (otherWard.key !== ward.key) throw new Refusal('different_wards');
  const stay = { ...first, bedId: second.bedId };
  const drafts = first.bedId === second.bedId ? [] : swap(ward.key, first, second);
  return { ward: ward.key, drafts, answer: { stay } };
}

/** One bed is emptied first, so that no bed ever holds two; a patient without a bed moves last. */
function swap(ward: WardKey, first: Stay, second: Stay): EventDraft[] {
  const put = (stay: Stay, bedId: string | null): EventDraft => ({
    ward,
    type: 'stay.updated',
    data: { stay: { ...stay, bedId } },
  });
  if (second.bedId === null) return [put(first, null), put(second, first.bedId)];
  if (first.bedId === null) return [put(second, null), put(first, second.bedId)];
  return [put(first, null), put(second, first.bedId), put(first, second.bedId)];
}
