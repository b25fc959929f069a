import type { CareHoursTable } from '../../contract/state/rule-pack.ts';
import type { UnitRule } from './unit-rule.ts';

/** Hours are added up in hundredths: sums of binary fractions would round up what is even. */
const HUNDREDTHS = 100;
const DAY_HOURS = 24;
/** Below this, a remainder is one of binary fractions and not of people. */
const NO_REMAINDER = 1e-9;

/** Nurses needed so that none has more than `max` patients: any remainder takes one more. */
export function requiredNurses(patients: number, max: number): number {
  return Math.ceil(patients / max);
}

/** That part of so many people, any remainder being one more. */
export function partOf(people: number, share: number): number {
  return Math.ceil(people * share - NO_REMAINDER);
}

/** What patients need in 24 hours, in hundredths of an hour. `acuity` tells of those it is known of. */
export function careHundredths(
  table: CareHoursTable,
  patients: number,
  acuity: readonly number[],
): number {
  const unrated = Math.max(0, patients - acuity.length);
  const rated = acuity.reduce((sum, level) => sum + hundredths(hoursOf(table, level)), 0);
  return rated + unrated * hundredths(table.unrated);
}

/** Nurses who have to be there at any time to give so much care in 24 hours. */
export function nursesForCare(inHundredths: number): number {
  return Math.ceil(inHundredths / (DAY_HOURS * HUNDREDTHS));
}

/**
 * Nurses that a unit's rules ask for in all: by its ratio, its floor and its hours of care. Null
 * where it has none of these. `max` is the ratio of the moment, if any.
 */
export function requiredInAll(
  rule: UnitRule,
  max: number | null,
  patients: number,
  acuity: readonly number[],
): number | null {
  const { minPresent, careHours } = rule;
  let required: number | null = null;
  if (max !== null) required = requiredNurses(patients, max);
  if (minPresent !== null) {
    required = Math.max(required ?? 0, patients > 0 ? minPresent.value : 0);
  }
  if (careHours !== null) {
    const care = careHundredths(careHours.value, patients, acuity);
    required = Math.max(required ?? 0, nursesForCare(care));
  }
  return required;
}

function hoursOf(table: CareHoursTable, level: number): number {
  return (table as Readonly<Record<string, number | undefined>>)[level] ?? table.unrated;
}

function hundredths(hours: number): number {
  return Math.round(hours * HUNDREDTHS);
}
