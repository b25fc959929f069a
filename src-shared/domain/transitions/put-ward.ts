import type { PutWard } from '../../contract/commands/put-ward.ts';
import { wardKey } from '../../contract/ids.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Board, Outcome } from '../board.ts';
import { findById, sortedById } from '../log/by-id.ts';
import { canonicalJson } from '../log/canonical-json.ts';
import { emptyState } from '../log/empty-state.ts';
import { isHouse } from '../log/log-kind.ts';
import { Refusal } from '../refusal.ts';
import { isKnownUnit } from '../staffing/known-units.ts';

type WardSetup = Pick<WardState, 'hospitalId' | 'wardId' | 'name' | 'unitType' | 'beds'>;

/**
 * A ward is created, or gets another name, unit type or beds. Touches the ward; one that is not on
 * the board begins empty. Refusals: `not_found` (the house cannot be put), `unknown_unit`,
 * `bed_occupied` (a bed in use would go).
 */
export function putWard(
  board: Board,
  input: PutWard & { readonly wardId: string },
): Outcome<{ ward: WardSetup }> {
  const ref = { hospitalId: board.hospitalId, wardId: input.wardId };
  const key = wardKey(ref);
  const state = board.logs.get(key) ?? emptyState(ref);
  if (isHouse(state)) throw new Refusal('not_found', 'The house log is not a ward.');
  if (!isKnownUnit(input.unitType)) {
    throw new Refusal('unknown_unit', `No rule pack has a unit "${input.unitType}".`);
  }
  const beds = [...sortedById(input.beds)];
  checkBedsInUse(state, beds);
  const ward = { ...ref, name: input.name, unitType: input.unitType, beds };
  const before = { ...ref, name: state.name, unitType: state.unitType, beds: state.beds };
  const same = canonicalJson(ward) === canonicalJson(before);
  return {
    ward: key,
    drafts: same ? [] : [{ ward: key, type: 'ward.updated', data: { ward } }],
    answer: { ward },
  };
}

function checkBedsInUse(state: WardState, beds: WardState['beds']): void {
  const stranded = state.stays.find(
    (stay) => stay.bedId !== null && findById(beds, stay.bedId) === undefined,
  );
  if (stranded === undefined) return;
  const { bedId, patient } = stranded;
  throw new Refusal('bed_occupied', `${patient.label} is in bed ${bedId}, which would go.`);
}
