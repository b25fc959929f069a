import type { HouseState } from '../../src-shared/contract/state/house-state.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { isHouse } from '../../src-shared/domain/log/log-kind.ts';

/** The state as a ward's; null for the house log and where nothing came yet. */
export function asWard(state: LogState | null): WardState | null {
  return state === null || isHouse(state) ? null : state;
}

/** The state as the house's; null for a ward and where nothing came yet. */
export function asHouse(state: LogState | null): HouseState | null {
  return state !== null && isHouse(state) ? state : null;
}
