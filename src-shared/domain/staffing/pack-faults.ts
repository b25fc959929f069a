import type { PackBody, ShiftName, ShiftTimes } from '../../contract/state/rule-pack.ts';
import { isKnownUnit } from './known-units.ts';
import { alsoCalled, minuteOf } from './shift-name.ts';
import { ANY_UNIT } from './unit-rules.ts';

/** What is wrong with a body, and where in it. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

const DAY_MINUTES = 1440;

/**
 * Why rules that pass their schema could not be evaluated as they were meant: days in the wrong
 * order, the same said twice, units or shifts that there are not, a day with gaps. Paths begin in
 * the rules. Rules that are stored already are not held to it.
 */
export function packFaults(body: PackBody): Fault[] {
  const { shifts, units, exceptions } = body;
  return [
    ...(shifts === null ? [] : [...windowFaults(shifts), ...tieFaults(shifts)]),
    ...units.flatMap((unit, index) => unitFaults(unit, shifts, `units.${index}`)),
    ...twice(exceptions, ({ id }) => id).map((index) => ({
      path: `exceptions.${index}.id`,
      message: 'an exception of that id stands before',
    })),
    ...exceptions.flatMap(({ units: named }, index) =>
      (named ?? []).flatMap((unit, at) => unknownUnit(unit, `exceptions.${index}.units.${at}`)),
    ),
  ];
}

/** The shifts of a day follow each other round the clock; one alone is the whole day. */
function windowFaults({ windows }: ShiftTimes): Fault[] {
  const again = twice(windows, ({ shift }) => shift).map((index) => ({
    path: `shifts.windows.${index}.shift`,
    message: 'a shift of that name stands before',
  }));
  const begins = windows.toSorted((a, b) => minuteOf(a.from) - minuteOf(b.from));
  const meets = begins.every(({ to }, at) => to === begins[(at + 1) % begins.length]?.from);
  const long = begins.map(({ from, to }) => {
    return (minuteOf(to) - minuteOf(from) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  });
  if (meets && long.reduce((sum, minutes) => sum + minutes, 0) === DAY_MINUTES) return again;
  const message = 'shifts fill the day: each begins when another ends, and none overlaps';
  return [...again, { path: 'shifts.windows', message }];
}

function tieFaults({ windows, ties }: ShiftTimes): Fault[] {
  const names = new Set(windows.map(({ shift }) => shift));
  const faults = ties.flatMap(({ between, is }, index): Fault[] => {
    const [one, other] = between;
    const path = `shifts.ties.${index}`;
    if (one === other || !names.has(one) || !names.has(other)) {
      return [{ path: `${path}.between`, message: 'two different shifts of the day' }];
    }
    return is === one || is === other
      ? []
      : [{ path: `${path}.is`, message: 'one of the two that the tie is between' }];
  });
  const again = twice(ties, ({ between }) => between.toSorted().join());
  return [
    ...faults,
    ...again.map((index) => ({
      path: `shifts.ties.${index}.between`,
      message: 'a tie between these stands before',
    })),
  ];
}

function unitFaults(
  unit: PackBody['units'][number],
  shifts: ShiftTimes | null,
  path: string,
): Fault[] {
  const { ratios, inCharge, triage } = unit;
  const asked = (shift: ShiftName | null, where: string): Fault[] =>
    shift === null || isOfDay(shift, shifts)
      ? []
      : [{ path: where, message: 'the rules have no such shift: name it under shifts' }];
  const inForce = ratios.map((ratio, index) => (ratio.inForce ? when(ratio) : `off ${index}`));
  return [
    ...(unit.unit === ANY_UNIT ? [] : unknownUnit(unit.unit, `${path}.unit`)),
    ...ratios.flatMap(({ from, until, shift }, at): Fault[] => [
      ...(from !== null && until !== null && from >= until
        ? [{ path: `${path}.ratios.${at}.until`, message: 'it ends after it begins' }]
        : []),
      ...asked(shift, `${path}.ratios.${at}.shift`),
    ]),
    ...twice(inForce, (key) => key).map((at) => ({
      path: `${path}.ratios.${at}`,
      message: 'a ratio for the same shift and days is in force before',
    })),
    ...Object.entries({ inCharge, triage }).flatMap(([name, besides]) =>
      (besides?.shifts ?? []).flatMap((shift, at) => asked(shift, `${path}.${name}.shifts.${at}`)),
    ),
    ...saidTwice(inCharge?.shifts ?? [], `${path}.inCharge.shifts`),
    ...saidTwice(triage?.shifts ?? [], `${path}.triage.shifts`),
    ...countingFaults(unit, path),
  ];
}

function countingFaults({ counting, rnOnly }: PackBody['units'][number], path: string): Fault[] {
  const narrowsToNobody = rnOnly?.inForce === true && !counting.value.includes('RN');
  return [
    ...saidTwice(counting.value, `${path}.counting.value`),
    ...(narrowsToNobody
      ? [{ path: `${path}.rnOnly`, message: 'registered nurses are not among those who count' }]
      : []),
  ];
}

function saidTwice(names: readonly string[], path: string): Fault[] {
  return twice(names, (name) => name).map((at) => ({
    path: `${path}.${at}`,
    message: 'it stands before',
  }));
}

function when({ shift, from, until }: PackBody['units'][number]['ratios'][number]): string {
  return `${shift ?? '*'} ${from ?? ''} ${until ?? ''}`;
}

/** Whether a shift is, by some name, one that the day has. */
function isOfDay(shift: ShiftName, shifts: ShiftTimes | null): boolean {
  return shifts?.windows.some((window) => alsoCalled(window.shift).includes(shift)) ?? false;
}

function unknownUnit(unit: string, path: string): Fault[] {
  if (isKnownUnit(unit)) return [];
  return [{ path, message: `there is no unit "${unit}"; a ward cannot be of that type` }];
}

/** Where something stands again that stood before. */
function twice<T>(items: readonly T[], keyOf: (item: T) => string): number[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) => {
    const key = keyOf(item);
    if (first.has(key)) return [index];
    first.set(key, index);
    return [];
  });
}
