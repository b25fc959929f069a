import { CHANGE_MINUTES } from './ward-templates.ts';

export const SHIFT_MS = 12 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;
const HALF_HOUR_MS = 30 * MINUTE_MS;

/** Which of a day's two shifts a nurse of the demo works; `always`: both, one after the other. */
export type Team = 'day' | 'night' | 'always';

export interface ShiftTimes {
  readonly startsAt: number;
  readonly endsAt: number;
}

/**
 * The shifts of a team that are not over at `from` and start before `until`, ascending. The demo
 * begins at `opening`, on somebody's day shift. Times are milliseconds since 1970.
 */
export function shiftsBetween(
  team: Team,
  change: keyof typeof CHANGE_MINUTES,
  opening: number,
  from: number,
  until: number,
): ShiftTimes[] {
  const shifts: ShiftTimes[] = [];
  const halfHour = Math.floor(opening / HALF_HOUR_MS) * HALF_HOUR_MS;
  const first = halfHour - CHANGE_MINUTES[change] * MINUTE_MS;
  const days = Math.floor((from - first) / DAY_MS) - 1;
  for (let morning = first + days * DAY_MS; morning < until; morning += DAY_MS) {
    if (team !== 'night') shifts.push({ startsAt: morning, endsAt: morning + SHIFT_MS });
    const evening = morning + SHIFT_MS;
    if (team !== 'day') shifts.push({ startsAt: evening, endsAt: evening + SHIFT_MS });
  }
  return shifts.filter(({ startsAt, endsAt }) => endsAt > from && startsAt < until);
}

/** `N-0001-2026112207`: names the nurse and the hour of the start, so planning twice plans once. */
export function shiftId(nurseId: string, startsAt: number): string {
  return `${nurseId}-${new Date(startsAt).toISOString().slice(0, 13).replace(/[-T]/g, '')}`;
}
