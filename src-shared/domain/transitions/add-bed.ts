import type { Bed } from '../../contract/state/bed.ts';
import type { WardConfig } from '../../contract/state/ward-config.ts';
import type { Board, Outcome } from '../board.ts';
import { findById, withItem } from '../log/by-id.ts';
import { Refusal } from '../refusal.ts';
import { wardOf } from './find-on-board.ts';

/**
 * Intake: a bed that messages name and the ward does not have yet (a location with beds on
 * demand). One that it has stays as it is. Touches the ward. Refusals: `not_found`.
 */
export function addBed(
  board: Board,
  input: { readonly wardId: string; readonly bed: Bed },
): Outcome<{ bed: Bed }> {
  const { key, state } = wardOf(board, input.wardId);
  const known = findById(state.beds, input.bed.id);
  if (known !== undefined) return { ward: key, drafts: [], answer: { bed: known } };
  const { hospitalId, wardId, name, unitType } = state;
  if (name === null || unitType === null) throw new Refusal('not_found');
  const beds = withItem(state.beds, input.bed);
  const ward: WardConfig = { hospitalId, wardId, name, unitType, beds };
  return {
    ward: key,
    drafts: [{ ward: key, type: 'ward.updated', data: { ward } }],
    answer: { bed: input.bed },
  };
}
