import { HOUSE_WARD_ID, type WardRef } from '../../contract/ids.ts';
import type { LogState } from '../../contract/state/log-state.ts';

/** The state before a log's first event: of a ward, or for `_house` of the house. */
export function emptyState({ hospitalId, wardId }: WardRef): LogState {
  if (wardId === HOUSE_WARD_ID) {
    return { hospitalId, wardId, nurses: [], shifts: [], packs: [] };
  }
  return {
    hospitalId,
    wardId,
    name: null,
    unitType: null,
    beds: [],
    stays: [],
    nurses: [],
    assignments: [],
    alerts: [],
    staffing: null,
  };
}
