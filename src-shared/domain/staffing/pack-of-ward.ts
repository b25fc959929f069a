import type { HouseState } from '../../contract/state/house-state.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import { type AnyPack, DEFAULT_PACK } from './packs.ts';

/**
 * The rule pack that judges a ward: its own, else the hospital's, with its rules. Who does not see
 * the house (a nurse) has the pack of the last verdict, whose rules are here if it ships.
 */
export function packOfWard(
  state: Pick<WardState, 'wardId' | 'staffing'>,
  house: Pick<HouseState, 'packs'> | null,
): AnyPack {
  const packs = house?.packs ?? [];
  return (
    packs.find(({ wards }) => wards.includes(state.wardId)) ??
    packs.find(({ hospital }) => hospital) ??
    state.staffing?.pack ??
    DEFAULT_PACK
  );
}
