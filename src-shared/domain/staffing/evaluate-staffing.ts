import type { Waiver } from '../../contract/state/waiver.ts';
import type { Staffing } from '../../contract/state/staffing.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import { isCompetent } from '../competence.ts';
import { evaluateWard, type WardEvaluation } from './evaluate-ward.ts';
import { momentOfLocal, nextLocalMinute } from './local-time.ts';
import { type AnyPack, DEFAULT_PACK, rulesFor, rulesOf } from './packs.ts';
import { momentOf, ratioAt } from './ratio-at.ts';
import { requiredInAll } from './required-nurses.ts';
import { minuteOf } from './shift-name.ts';
import type { CountingConditions, UnitRule, UnitRules } from './unit-rule.ts';
import { factsOfWard, type FurtherFacts, isOnBreak, isOnShift } from './ward-facts.ts';

/** The verdict on a ward, without the time, and the waiver it was reached under. */
export type StaffingVerdict = Omit<Staffing, 'asOf' | 'waiver' | 'waived'>;

/**
 * The verdict of a pack on a ward at a moment: nurses required (null where the pack has no figure
 * in force for the unit), nurses counted, patients per counted nurse (two decimals): the numbers of
 * `evaluateStaffingRules`, at a tenth of its cost, for whoever needs no findings.
 */
export function evaluateStaffing(state: WardState, at: Time, pack: AnyPack): StaffingVerdict {
  const { rules, rule } = rulesFor(state.unitType ?? '', pack);
  const patients = state.stays.length;
  const max = rule.max ?? ratioAt(rule, momentOf(rules, at));
  const acuity = rule.careHours === null ? [] : acuityOf(state);
  const present = presentNurses(state, at, rule, rules.conditions);
  const required = requiredInAll(rule, max?.value ?? null, patients, acuity);
  return verdict(pack, required, present, patients);
}

/** The verdict that an evaluation of the ward comes to: what `evaluateStaffing` says, byte for byte. */
export function verdictOf(
  { required, counted }: Pick<WardEvaluation, 'required' | 'counted'>,
  { stays }: Pick<WardState, 'stays'>,
  pack: AnyPack,
): StaffingVerdict {
  return verdict(pack, required, counted, stays.length);
}

function verdict(
  { id, version }: AnyPack,
  required: number | null,
  present: number,
  patients: number,
): StaffingVerdict {
  const ratio = present === 0 ? null : Math.round((patients / present) * 100) / 100;
  return { pack: { id, version }, required, present, ratio };
}

/** Everything a pack's rules find in a ward at a moment. Null for one that was never set up. */
export function evaluateStaffingRules(
  state: WardState,
  at: Time,
  pack: AnyPack,
  waiver: Waiver | null = null,
  further: Partial<FurtherFacts> = {},
): WardEvaluation | null {
  const facts = factsOfWard(state, at, further);
  return facts === null ? null : evaluateWard(facts, pack, waiver);
}

/** Every nurse on a board is in direct care: it does not show posts away from the bedside. */
function presentNurses(
  state: WardState,
  at: Time,
  { counting }: UnitRule,
  { competence, breaks }: CountingConditions,
): number {
  let present = 0;
  for (const nurse of state.nurses) {
    if (
      counting.has(nurse.licence) &&
      isOnShift(nurse, at) &&
      (breaks === null || !isOnBreak(nurse, at)) &&
      (competence === null || isCompetent(nurse.competencies, state))
    ) {
      present += 1;
    }
  }
  return present;
}

function acuityOf({ stays }: WardState): number[] {
  return stays.flatMap(({ acuity }) => (acuity === null ? [] : [acuity]));
}

/**
 * The next moment after `after` at which what is said of a ward can change although nothing
 * happens: a shift begins or ends, a break is up, the pack asks for something else from then on, a
 * waiver ends. Null when there is none.
 */
export function nextStaffingChange(
  state: Pick<WardState, 'nurses'>,
  after: Time,
  pack: AnyPack = DEFAULT_PACK,
  waiver: Waiver | null = null,
): Time | null {
  let next: Time | null = waiver !== null && waiver.endsAt > after ? waiver.endsAt : null;
  for (const { shift, onBreakUntil } of state.nurses) {
    for (const time of [shift?.startsAt, shift?.endsAt, onBreakUntil]) {
      if (typeof time === 'string' && time > after && (next === null || time < next)) next = time;
    }
  }
  const rules = rulesOf(pack);
  const ofPack = rules === undefined ? null : nextOfRules(rules, after);
  return ofPack !== null && (next === null || ofPack < next) ? ofPack : next;
}

/** The last stretch asked for of each pack's rules: wards are judged at nearly the same time. */
const stretches = new WeakMap<UnitRules, { readonly after: Time; readonly next: Time | null }>();

/**
 * When another shift begins or a dated ratio does, where the rules depend on it. From one such
 * moment to the next the answer is the same, and asking the calendar of a time zone is dear.
 */
function nextOfRules(rules: UnitRules, after: Time): Time | null {
  const known = stretches.get(rules);
  if (known !== undefined && known.after <= after && (known.next === null || after < known.next)) {
    return known.next;
  }
  const next = nextByCalendar(rules, after);
  stretches.set(rules, { after, next });
  return next;
}

function nextByCalendar({ byShift, shifts, days, timeZone }: UnitRules, after: Time): Time | null {
  const times = days.map((date) => momentOfLocal({ date, minute: 0 }, timeZone));
  if (byShift && shifts !== null) {
    const minutes = shifts.windows.flatMap(({ from, to }) => [minuteOf(from), minuteOf(to)]);
    times.push(nextLocalMinute(after, minutes, timeZone));
  }
  return times.filter((time) => time > after).sort()[0] ?? null;
}
