import type { Time } from '../../contract/time.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** No zone changes its offset in between. */
const STEP_MS = 15 * MINUTE_MS;

/** A moment by a clock on the wall: the day, and whole minutes since midnight. */
export interface LocalTime {
  readonly date: string;
  readonly minute: number;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** The step that `offset` is of: wards are judged at nearly the same time, over and over. */
  step: number;
  offset: number;
}

const zones = new Map<string, Zone>();

function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    zone = { format, step: Number.NaN, offset: 0 };
    zones.set(timeZone, zone);
  }
  return zone;
}

/** By how much the zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(ms: number, timeZone: string): number {
  const zone = zoneOf(timeZone);
  const step = Math.floor(ms / STEP_MS);
  if (zone.step !== step) {
    const start = step * STEP_MS;
    const parts: Record<string, number> = {};
    for (const { type, value } of zone.format.formatToParts(start)) parts[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = parts;
    zone.offset = Date.UTC(year, month - 1, day, hour, minute) - start;
    zone.step = step;
  }
  return zone.offset;
}

export function localTime(at: Time, timeZone: string): LocalTime {
  const ms = Date.parse(at);
  const text = new Date(ms + offsetAt(ms, timeZone)).toISOString();
  const minute = Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
  return { date: text.slice(0, 10), minute };
}

/** The moment at which clocks of the zone show that; where they jump over it, about then. */
export function momentOfLocal({ date, minute }: LocalTime, timeZone: string): Time {
  const wall = Date.parse(`${date}T00:00:00.000Z`) + minute * MINUTE_MS;
  const guess = wall - offsetAt(wall, timeZone);
  return new Date(wall - offsetAt(guess, timeZone)).toISOString();
}

/** The next moment after `after` at which clocks of the zone show one of these minutes. */
export function nextLocalMinute(after: Time, minutes: readonly number[], timeZone: string): Time {
  const { date } = localTime(after, timeZone);
  const days = [0, DAY_MINUTES, 2 * DAY_MINUTES];
  const moments = days
    .flatMap((day) =>
      minutes.map((minute) => momentOfLocal({ date, minute: day + minute }, timeZone)),
    )
    .filter((moment) => moment > after)
    .sort();
  return moments[0] ?? after;
}
