import type { CountingConditions, UnitRule } from './unit-rule.ts';
import type { Staff } from './ward-facts.ts';

/** Why people who are there do not count. */
export type NotCounted =
  | 'off_shift'
  | 'rn_only'
  | 'not_competent'
  | 'triage'
  | 'radio'
  | 'charge'
  | 'in_charge'
  | 'no_direct_care'
  | 'on_break'
  | 'break_not_relieved';

/** Those left out for one reason, and the patients that they have all the same. */
export interface LeftOut {
  readonly nurses: number;
  readonly patients: number;
}

/** People counted by the rules of a unit, and those not counted, by reason. */
export interface HeadCount {
  readonly counted: number;
  readonly countedRns: number;
  /** People in direct care who do not count as nurses here. */
  readonly assistants: number;
  /** In charge of the shift, and not counted besides. */
  readonly inCharge: number;
  readonly atTriage: number;
  readonly notCounted: ReadonlyMap<NotCounted, LeftOut>;
  /** The patients of each nurse whose load was given, whether she counts or not. */
  readonly loads: readonly number[];
}

/** What a head count adds up before breaks and charge are settled. */
interface Tally {
  working: number;
  workingRns: number;
  assistants: number;
  atTriage: number;
  onBreak: number;
  /** The patients of each nurse who is on a break. */
  leftBehind: number[];
  /** Not at the bedside, and free to relieve a break there. */
  relievers: number;
  relieverRns: number;
  relieversInCharge: number;
  /** At the bedside, so counted already, and looking after somebody else's patients as well. */
  relieversInCare: number;
  chargeAway: number;
  chargeInCare: number;
  chargeInCareRns: number;
  loads: number[];
  notCounted: Map<NotCounted, LeftOut>;
}

/**
 * Counts who is there: on shift, licensed for the unit, competent, in direct care and not on a
 * break, unless relieved by somebody who would not count otherwise. Where the rules want
 * `chargePosts` people in charge besides, those do not count. The order of the groups does not
 * matter.
 */
export function headCount(
  staff: readonly Staff[],
  rule: UnitRule,
  conditions: CountingConditions,
  chargePosts = 0,
): HeadCount {
  const tally = emptyTally();
  for (const group of staff) {
    if (isNurse(group, rule))
      addNurses(tally, group, standingOf(group, rule, conditions), conditions);
    else if (group.onShift && group.directCare && group.competent) {
      tally.assistants += group.count - group.onBreak;
    }
  }
  const relieved = settleBreaks(tally);
  const { inCharge, taken, takenRns } = chargeOf(tally, relieved, chargePosts);
  leaveOut(tally, 'in_charge', taken, 0);
  return {
    counted: tally.working + relieved - taken,
    countedRns: tally.workingRns + Math.min(relieved, tally.relieverRns) - takenRns,
    assistants: tally.assistants,
    inCharge,
    atTriage: tally.atTriage,
    notCounted: tally.notCounted,
    loads: tally.loads,
  };
}

/**
 * Those on a break count as far as somebody relieves who would not count otherwise. A reliever at
 * the bedside counts for herself: whom she relieves does not, but has handed the patients over.
 * @returns how many of those on a break count
 */
function settleBreaks(tally: Tally): number {
  const relieved = Math.min(tally.relievers, tally.onBreak);
  const handedOver = Math.min(tally.relieversInCare, tally.onBreak - relieved);
  const alone = tally.onBreak - relieved - handedOver;
  leaveOut(tally, 'on_break', handedOver, 0);
  leaveOut(tally, 'break_not_relieved', alone, uncovered(tally, relieved + handedOver));
  return relieved;
}

function emptyTally(): Tally {
  return {
    working: 0,
    workingRns: 0,
    assistants: 0,
    atTriage: 0,
    onBreak: 0,
    leftBehind: [],
    relievers: 0,
    relieverRns: 0,
    relieversInCharge: 0,
    relieversInCare: 0,
    chargeAway: 0,
    chargeInCare: 0,
    chargeInCareRns: 0,
    loads: [],
    notCounted: new Map(),
  };
}

/** A nurse in the unit's terms, licensed for it or not; others assist. */
function isNurse({ role }: Staff, rule: UnitRule): boolean {
  return rule.counting.has(role) || (role === 'LVN' && rule.assistants === null);
}

type Standing = Exclude<NotCounted, 'in_charge' | 'on_break' | 'break_not_relieved'> | 'counts';

function standingOf(group: Staff, rule: UnitRule, conditions: CountingConditions): Standing {
  if (!group.onShift) return 'off_shift';
  if (!rule.counting.has(group.role)) return 'rn_only';
  if (!group.competent && conditions.competence !== null) return 'not_competent';
  if (group.duty === 'triage' && conditions.triage !== null) return 'triage';
  if (group.duty === 'radio' && conditions.radio !== null) return 'radio';
  if (group.directCare) return 'counts';
  if (!group.charge) return 'no_direct_care';
  return conditions.charge === null ? 'counts' : 'charge';
}

function addNurses(
  tally: Tally,
  group: Staff,
  standing: Standing,
  conditions: CountingConditions,
): void {
  const loads = group.loads ?? [];
  if (standing !== 'off_shift') tally.loads.push(...loads);
  switch (standing) {
    case 'off_shift':
    case 'rn_only':
    case 'not_competent':
      leaveOut(tally, standing, group.count, total(loads));
      return;
    case 'counts':
      addAtBedside(tally, group, conditions);
      return;
    default:
      addAway(tally, group, standing);
  }
}

function addAtBedside(tally: Tally, group: Staff, { breaks }: CountingConditions): void {
  const onBreak = breaks === null ? 0 : group.onBreak;
  const working = group.count - onBreak;
  const registered = group.role === 'RN' ? working : 0;
  tally.working += working;
  tally.workingRns += registered;
  tally.relieversInCare += relieversOf(group, working);
  if (group.charge) {
    tally.chargeInCare += working;
    tally.chargeInCareRns += registered;
  }
  if (group.handedOver) {
    leaveOut(tally, 'on_break', onBreak, 0);
    return;
  }
  tally.onBreak += onBreak;
  // Of a group that is on a break in part, nobody knows whose patients are left behind.
  if (onBreak === group.count) tally.leftBehind.push(...(group.loads ?? []));
}

function addAway(tally: Tally, group: Staff, standing: NotCounted): void {
  const working = group.count - group.onBreak;
  const relieving = relieversOf(group, working);
  tally.relievers += relieving;
  if (group.role === 'RN') tally.relieverRns += relieving;
  if (standing === 'triage') tally.atTriage += working - relieving;
  if (standing === 'charge') {
    tally.chargeAway += working;
    tally.relieversInCharge += relieving;
  }
  leaveOut(tally, standing, group.count - relieving, 0);
}

function relieversOf({ relieving }: Staff, working: number): number {
  if (typeof relieving === 'number') return Math.min(relieving, working);
  return relieving ? working : 0;
}

/** Patients whom nobody looks after meanwhile: at best, relievers went to those who have most. */
function uncovered({ leftBehind }: Tally, relieved: number): number {
  return total(leftBehind.toSorted((a, b) => b - a).slice(relieved));
}

/**
 * Who is in charge: first those who are not at the bedside and do not relieve there, then as many
 * of those who are as there are posts; registered nurses stay at the bedside as long as can be.
 */
function chargeOf(tally: Tally, relieved: number, posts: number) {
  const others = tally.relievers - tally.relieversInCharge;
  const away = tally.chargeAway - Math.max(0, relieved - others);
  const taken = Math.min(Math.max(0, posts - away), tally.chargeInCare);
  const takenRns = Math.max(0, taken - (tally.chargeInCare - tally.chargeInCareRns));
  return { inCharge: away + taken, taken, takenRns };
}

function leaveOut(tally: Tally, reason: NotCounted, nurses: number, patients: number): void {
  if (nurses === 0) return;
  const before = tally.notCounted.get(reason) ?? { nurses: 0, patients: 0 };
  tally.notCounted.set(reason, {
    nurses: before.nurses + nurses,
    patients: before.patients + patients,
  });
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
