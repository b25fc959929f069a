import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { bedNumber } from '../../view/free-beds.ts';

/** `R. Okafor, ICU-04`; `R. Okafor, waiting` for a patient without a bed. */
export function stayWords(state: WardState, stay: Stay): string {
  return `${stay.patient.label}, ${bedWords(state, stay)}`;
}

export function bedWords(state: WardState, stay: Stay): string {
  if (stay.bedId === null) return 'waiting';
  return state.beds.find((bed) => bed.id === stay.bedId)?.label ?? stay.bedId;
}

/** One patient by name and bed, several by number. */
export function stayNames(state: WardState, stayIds: readonly string[]): string {
  const stays = staysOf(state, stayIds);
  const [first] = stays;
  if (!first) return 'a patient who has left';
  return stays.length === 1 ? stayWords(state, first) : `${stays.length} patients`;
}

export function staysOf(state: WardState, stayIds: readonly string[]): readonly Stay[] {
  const wanted = new Set(stayIds);
  return state.stays.filter((stay) => wanted.has(stay.id));
}

/** What a list of patients is searched and shown by. `4` finds bed `ICU-04`. */
export function staySearch(state: WardState, stay: Stay): string {
  const bed = bedWords(state, stay);
  return `${stay.patient.label} ${bed} ${bedNumber(bed)} ${stay.patient.ref} ${state.wardId} ${state.name ?? ''}`;
}
