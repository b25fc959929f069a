import type {
  CareHoursTable,
  PackBody,
  UnitFigures,
} from '../../../../src-shared/contract/state/rule-pack.ts';

/** What of a unit's rules a hospital edits, as the form holds it; empty fields are no rule. */
export interface UnitEdit {
  readonly ratio: string;
  readonly minPresent: string;
  /** Per cent. */
  readonly rnShare: string;
  /** Hours in 24 at acuity 1 to 5 and not rated, with commas. */
  readonly careHours: string;
  /** Where what was changed comes from. */
  readonly source: string;
}

/** The figures of a unit, as a form begins with them. Ratios by shift or day are not for a form. */
export function editOf(unit: UnitFigures): UnitEdit {
  const always = alwaysOf(unit);
  const { minPresent, rnMinShare, careHours } = unit;
  return {
    ratio: always?.inForce === true ? String(always.value) : '',
    minPresent: minPresent?.inForce === true ? String(minPresent.value) : '',
    rnShare: rnMinShare?.inForce === true ? String(percent(rnMinShare.value)) : '',
    careHours: careHours?.inForce === true ? hoursText(careHours.value) : '',
    source: '',
  };
}

/** Whether the unit has ratios that differ by shift or day, which the form leaves as they are. */
export function hasDatedRatios(unit: UnitFigures): boolean {
  return unit.ratios.some(({ shift, from, until }) => shift ?? from ?? until);
}

function alwaysOf({ ratios }: UnitFigures) {
  return ratios.find(({ shift, from, until }) => (shift ?? from ?? until) === null);
}

/**
 * The pack with the unit as edited. A figure that was changed is the hospital's own from then on,
 * with its source; one that was not keeps what it rests on. What does not parse goes as it is, so
 * that the contract's schema says what is wrong with it.
 */
export function edited(body: PackBody, unit: UnitFigures, edit: UnitEdit): unknown {
  const before = editOf(unit);
  const own = {
    certainty: 'hospital' as const,
    source: edit.source.trim() === '' ? "The hospital's own figure." : edit.source.trim(),
    inForce: true,
    whyOff: null,
  };
  const change = <F>(name: keyof UnitEdit, kept: F, value: unknown): unknown => {
    if (edit[name].trim() === before[name]) return kept;
    return edit[name].trim() === '' ? null : { value, ...own };
  };
  const isSame = edit.ratio.trim() === before.ratio;
  const others = unit.ratios.filter((ratio) => ratio !== alwaysOf(unit));
  const always = { value: numberOf(edit.ratio), shift: null, from: null, until: null, ...own };
  const changed = {
    ...unit,
    ratios: isSame ? unit.ratios : edit.ratio.trim() === '' ? others : [...others, always],
    minPresent: change('minPresent', unit.minPresent, numberOf(edit.minPresent)),
    rnMinShare: change('rnShare', unit.rnMinShare, shareOf(edit.rnShare)),
    careHours: change('careHours', unit.careHours, hoursOf(edit.careHours)),
  };
  return { ...body, units: body.units.map((one) => (one.unit === unit.unit ? changed : one)) };
}

/** What is wrong with the fields themselves, in words; null where each can be read. */
export function editFault(edit: UnitEdit): string | null {
  const whole = (text: string, most: number) =>
    /^\d*$/.test(text.trim()) && (text.trim() === '' || isWithin(Number(text), 1, most));
  if (!whole(edit.ratio, 100)) return 'Patients to a nurse: a whole number from 1 to 100.';
  if (!whole(edit.minPresent, 100)) return 'Nurses present: a whole number from 1 to 100.';
  if (edit.rnShare.trim() !== '' && !isWithin(Number(edit.rnShare), 0, 100)) {
    return 'RNs among those required: a number from 0 to 100.';
  }
  const hours = edit.careHours.trim() === '' ? [] : edit.careHours.split(',');
  const isTable =
    hours.length === 6 && hours.every((one) => one.trim() !== '' && isWithin(Number(one), 0, 100));
  return hours.length === 0 || isTable
    ? null
    : 'Hours of care: six numbers from 0 to 100, with commas.';
}

/** False for what is no number. */
function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function numberOf(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

function shareOf(text: string): number | string {
  const value = numberOf(text);
  return typeof value === 'number' ? value / 100 : value;
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}

function hoursText(table: CareHoursTable): string {
  return [table[1], table[2], table[3], table[4], table[5], table.unrated].join(', ');
}

function hoursOf(text: string): unknown {
  const [one, two, three, four, five, unrated] = text.split(',').map(numberOf);
  return { 1: one, 2: two, 3: three, 4: four, 5: five, unrated };
}
