import { wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { Alert } from '../../src-shared/contract/state/alert.ts';
import type { HouseState } from '../../src-shared/contract/state/house-state.ts';
import type { Waiver } from '../../src-shared/contract/state/waiver.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import {
  evaluateStaffing,
  nextStaffingChange,
} from '../../src-shared/domain/staffing/evaluate-staffing.ts';
import { packOfWard } from '../../src-shared/domain/staffing/pack-of-ward.ts';
import type { AnyPack } from '../../src-shared/domain/staffing/packs.ts';
import { worstAlert } from './alert-lines.ts';

/** How a ward stands: the one thing that decides its bar, its words and its place in the list. */
export type Standing =
  /**
   * Fewer nurses counted than required; `since` is when the verdict was made. Under a waiver it
   * raises nothing until that ends.
   */
  | {
      readonly kind: 'short';
      readonly by: number;
      readonly since: number;
      readonly waivedUntil: number | null;
    }
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
  /** Its gravest alert that is not on the shelf. */
  readonly alert: Alert | null;
  /** Judged on this device from data that may be old. */
  readonly calculated: boolean;
}

const MINUTE_MS = 60_000;
/** How far ahead a shortage that shifts alone will bring is announced. */
const FORESIGHT_MS = 60 * MINUTE_MS;

/** The numbers of a verdict, and since when they hold. */
interface Verdict {
  readonly required: number | null;
  readonly present: number;
  readonly ratio: number | null;
  readonly since: number;
}

/**
 * The figures of a ward at the minute `now`. A ward that is heard shows the verdict of its board,
 * the same on every screen; one that is not is judged here, as shifts end. Shifts of the house's
 * plan that start in time count as relief; without the house (a nurse does not see it) nothing is
 * foreseen.
 */
export function wardFigures(
  state: WardState,
  house: HouseState | null,
  now: number,
  isHeard = true,
): WardFigures {
  const held = new Set(state.assignments.map((assignment) => assignment.stayId));
  const pack = packOfWard(state, house);
  const verdict = isHeard ? verdictOf(state) : verdictNow(state, pack, now);
  return {
    key: wardKey(state),
    census: state.stays.length,
    beds: state.beds.length,
    waiting: state.stays.filter((stay) => stay.bedId === null).length,
    withoutNurse: state.stays.filter((stay) => !held.has(stay.id)).length,
    required: verdict?.required ?? null,
    present: verdict?.present ?? null,
    ratio: verdict?.ratio ?? null,
    onBreak: state.nurses.filter(
      (nurse) => nurse.onBreakUntil !== null && Date.parse(nurse.onBreakUntil) > now,
    ).length,
    standing: standingOf(verdict, state, house, pack, now),
    alert: worstAlert(state.alerts),
    calculated: !isHeard,
  };
}

function verdictOf({ staffing }: WardState): Verdict | null {
  return staffing && { ...staffing, since: Date.parse(staffing.asOf) };
}

/** Judged here; what has become short by time alone is so since the last change of that kind. */
function verdictNow(state: WardState, pack: AnyPack, now: number): Verdict | null {
  if (state.unitType === null) return null;
  const at = new Date(now).toISOString();
  const verdict = evaluateStaffing(state, at, pack);
  const told = state.staffing;
  const same = told?.present === verdict.present && told.required === verdict.required;
  return { ...verdict, since: same ? Date.parse(told.asOf) : lastChange(state, pack, at) };
}

function lastChange(state: WardState, pack: AnyPack, at: string): number {
  let last = state.staffing?.asOf ?? at;
  let next = nextStaffingChange(state, last, pack);
  while (next !== null && next <= at) {
    last = next;
    next = nextStaffingChange(state, last, pack);
  }
  return Date.parse(last);
}

function standingOf(
  verdict: Verdict | null,
  state: WardState,
  house: HouseState | null,
  pack: AnyPack,
  now: number,
): Standing {
  if (verdict === null || verdict.required === null) return { kind: 'unknown' };
  const { required, present, since } = verdict;
  if (present < required) {
    const waivedUntil = waivedUntilOf(state.staffing?.waiver ?? null, now);
    return { kind: 'short', by: required - present, since, waivedUntil };
  }
  if (!house) return { kind: 'fine' };
  return foreseen(state, house, pack, now);
}

function waivedUntilOf(waiver: Waiver | null, now: number): number | null {
  if (waiver === null) return null;
  const endsAt = Date.parse(waiver.endsAt);
  return endsAt > now ? endsAt : null;
}

/**
 * The rules judged again at each moment within the hour at which a shift ends, a break is up or
 * they ask for something else.
 */
function foreseen(state: WardState, house: HouseState, pack: AnyPack, now: number): Standing {
  const horizon = new Date(now + FORESIGHT_MS).toISOString();
  let at = nextStaffingChange(state, new Date(now).toISOString(), pack);
  while (at !== null && at <= horizon) {
    const moment = at;
    const relief = house.shifts.filter(
      (shift) => shift.wardId === state.wardId && shift.startsAt <= moment,
    ).length;
    const then = evaluateStaffing(state, moment, pack);
    const by = (then.required ?? 0) - then.present - relief;
    if (by > 0) return { kind: 'near', by, at: Date.parse(moment) };
    at = nextStaffingChange(state, moment, pack);
  }
  return { kind: 'fine' };
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
