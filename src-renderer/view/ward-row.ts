import { wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { HouseState } from '../../src-shared/contract/state/house-state.ts';
import type { PackRef } from '../../src-shared/contract/state/staffing.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import {
  evaluateStaffing,
  nextStaffingChange,
} from '../../src-shared/domain/staffing/evaluate-staffing.ts';
import { rulesOf } from '../../src-shared/domain/staffing/packs.ts';

/** How a ward stands: the one thing that decides its bar, its words and its place in the list. */
export type Standing =
  /** Fewer nurses counted than required; `since` is when the verdict was made. */
  | { readonly kind: 'short'; readonly by: number; readonly since: number }
  /** Enough now, but not after shifts that end before `at` (within the hour). */
  | { readonly kind: 'near'; readonly by: number; readonly at: number }
  | { readonly kind: 'fine' }
  /** No rule for this kind of unit, or no state yet. */
  | { readonly kind: 'unknown' };

/** What the list of wards shows of one. */
export interface WardFigures {
  readonly key: WardKey;
  readonly census: number;
  readonly beds: number;
  readonly waiting: number;
  readonly withoutNurse: number;
  readonly required: number | null;
  readonly present: number | null;
  readonly ratio: number | null;
  readonly onBreak: number;
  readonly standing: Standing;
}

const MINUTE_MS = 60_000;
/** How far ahead a shortage that shifts alone will bring is announced. */
const FORESIGHT_MS = 60 * MINUTE_MS;

/**
 * The figures of a ward at the minute `now`. Shifts of the house's plan that start in time count
 * as relief; without the house (a nurse does not see it) nothing is foreseen.
 */
export function wardFigures(state: WardState, house: HouseState | null, now: number): WardFigures {
  const held = new Set(state.assignments.map((assignment) => assignment.stayId));
  return {
    key: wardKey(state),
    census: state.stays.length,
    beds: state.beds.length,
    waiting: state.stays.filter((stay) => stay.bedId === null).length,
    withoutNurse: state.stays.filter((stay) => !held.has(stay.id)).length,
    required: state.staffing?.required ?? null,
    present: state.staffing?.present ?? null,
    ratio: state.staffing?.ratio ?? null,
    onBreak: state.nurses.filter(
      (nurse) => nurse.onBreakUntil !== null && Date.parse(nurse.onBreakUntil) > now,
    ).length,
    standing: standingOf(state, house, now),
  };
}

function standingOf(state: WardState, house: HouseState | null, now: number): Standing {
  const { staffing } = state;
  if (!staffing || staffing.required === null) return { kind: 'unknown' };
  if (staffing.present < staffing.required) {
    const by = staffing.required - staffing.present;
    return { kind: 'short', by, since: Date.parse(staffing.asOf) };
  }
  if (!house) return { kind: 'fine' };
  return foreseen(state, house, staffing.pack, staffing.required, now);
}

/** The rules judged again at each moment within the hour at which a shift ends or a break is up. */
function foreseen(
  state: WardState,
  house: HouseState,
  pack: PackRef,
  required: number,
  now: number,
): Standing {
  const horizon = new Date(now + FORESIGHT_MS).toISOString();
  let at = nextStaffingChange(state, new Date(now).toISOString());
  while (at !== null && at <= horizon) {
    const moment = at;
    const relief = house.shifts.filter(
      (shift) => shift.wardId === state.wardId && shift.startsAt <= moment,
    ).length;
    const by = required - evaluateStaffing(state, moment, pack).present - relief;
    if (by > 0) return { kind: 'near', by, at: Date.parse(moment) };
    at = nextStaffingChange(state, moment);
  }
  return { kind: 'fine' };
}

/** The most patients one nurse may have here by the ward's rules; null where there is no figure. */
export function patientsPerNurse(state: WardState): number | null {
  if (state.staffing === null || state.unitType === null) return null;
  return rulesOf(state.staffing.pack.id)?.get(state.unitType)?.max?.value ?? null;
}

const RANK: Readonly<Record<Standing['kind'], number>> = { short: 0, near: 1, fine: 2, unknown: 3 };

/**
 * Worst first: short wards by how short, then those that will be, then the rest by code. Nothing
 * finer decides, so that a list only moves when a ward's standing does.
 */
export function byStanding(a: WardFigures, b: WardFigures): number {
  const rank = RANK[a.standing.kind] - RANK[b.standing.kind];
  if (rank !== 0) return rank;
  if (a.standing.kind === 'short' && b.standing.kind === 'short') {
    const by = b.standing.by - a.standing.by;
    if (by !== 0) return by;
  }
  return a.key < b.key ? -1 : 1;
}

/** `1:5.2`, `1:2`, or a dash where nobody counts. */
export function ratioWords(ratio: number | null): string {
  if (ratio === null) return '–';
  return `1:${ratio.toFixed(1)}`;
}
