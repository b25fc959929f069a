import { HOUSE_WARD_ID } from '../../contract/ids.ts';
import type { HouseState } from '../../contract/state/house-state.ts';
import type { LogState } from '../../contract/state/log-state.ts';

/** Whether a log is the house's (float pool, planned shifts, packs); else it is a ward's. */
export function isHouse(state: LogState): state is HouseState {
  return state.wardId === HOUSE_WARD_ID;
}
