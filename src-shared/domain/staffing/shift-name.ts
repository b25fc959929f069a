import type { ShiftName, ShiftTimes } from '../../contract/state/rule-pack.ts';
import type { Time } from '../../contract/time.ts';
import { localTime } from './local-time.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/** A shift by its hours. */
export interface ShiftHours {
  readonly startsAt: Time;
  readonly endsAt: Time;
}

/** Under which names a pack may hold what is asked of a shift, best first. */
const ALSO_CALLED: Readonly<Record<ShiftName, readonly ShiftName[]>> = {
  day: ['day', 'morning'],
  morning: ['morning', 'day'],
  afternoon: ['afternoon', 'evening', 'day'],
  evening: ['evening', 'afternoon', 'day'],
  night: ['night'],
};

export function alsoCalled(shift: ShiftName): readonly ShiftName[] {
  return ALSO_CALLED[shift];
}

/** Whether something asked on these shifts (null: on each) is asked on this one (null: not known). */
export function isAskedOn(shifts: readonly ShiftName[] | null, shift: ShiftName | null): boolean {
  if (shifts === null || shift === null) return true;
  return alsoCalled(shift).some((name) => shifts.includes(name));
}

/** Minutes since midnight of a time of day `HH:MM`. */
export function minuteOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));
}

/** The shift that is on at a moment; null where the pack names none for that time of day. */
export function shiftAt(at: Time, times: ShiftTimes, timeZone: string): ShiftName | null {
  return shiftAtMinute(localTime(at, timeZone).minute, times);
}

export function shiftAtMinute(minute: number, { windows }: ShiftTimes): ShiftName | null {
  const window = windows.find(({ from, to }) => {
    const [start, end] = [minuteOf(from), minuteOf(to)];
    return start < end ? start <= minute && minute < end : minute >= start || minute < end;
  });
  return window?.shift ?? null;
}

/**
 * What shift a span of hours is: the one it lies in for the longest time; of two in which it lies
 * for equally long, the one that the pack's rule for ties says; else the one it begins in.
 */
export function shiftOfHours(
  { startsAt, endsAt }: ShiftHours,
  times: ShiftTimes,
  timeZone: string,
): ShiftName | null {
  const start = localTime(startsAt, timeZone).minute;
  const length = (Date.parse(endsAt) - Date.parse(startsAt)) / MINUTE_MS;
  const shares = times.windows.map(({ shift, from, to }) => ({
    shift,
    minutes: minutesIn(start, length, minuteOf(from), minuteOf(to)),
  }));
  const most = Math.max(...shares.map(({ minutes }) => minutes));
  const longest = shares.filter(({ minutes }) => minutes === most).map(({ shift }) => shift);
  if (longest.length === 1) return longest[0] ?? null;
  const tie = times.ties.find(
    ({ between }) => longest.length === 2 && between.every((shift) => longest.includes(shift)),
  );
  return tie?.is ?? shiftAtMinute(start, times);
}

/** Minutes of a span (from a minute of a day, so long) that lie in a window of each day. */
function minutesIn(start: number, length: number, from: number, to: number): number {
  const wide = (to - from + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  let minutes = 0;
  for (let day = -1; day * DAY_MINUTES <= start + length; day += 1) {
    const opens = day * DAY_MINUTES + from;
    minutes += Math.max(0, Math.min(start + length, opens + wide) - Math.max(start, opens));
  }
  return minutes;
}
