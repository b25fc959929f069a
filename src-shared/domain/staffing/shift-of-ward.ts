import type { ShiftName } from '../../contract/state/rule-pack.ts';
import type { Time } from '../../contract/time.ts';
import { nextLocalMinute } from './local-time.ts';
import { type AnyPack, rulesOf } from './packs.ts';
import { minuteOf, shiftAt } from './shift-name.ts';

/** The turns of a pack that names none: days and nights of twelve hours. */
const DAY_FROM = 7 * 60;
const NIGHT_FROM = 19 * 60;
const DAY_MS = 24 * 60 * 60 * 1000;

/** One turn of a ward, by the clock of its pack's time zone. */
export interface WardShift {
  readonly shift: ShiftName;
  readonly startsAt: Time;
  readonly endsAt: Time;
}

/** The turn that is on in a ward at a moment. */
export function shiftOfWard(at: Time, pack: AnyPack): WardShift {
  const rules = rulesOf(pack);
  const timeZone = rules?.timeZone ?? 'UTC';
  const shifts = rules?.shifts ?? null;
  const minutes =
    shifts === null
      ? [DAY_FROM, NIGHT_FROM]
      : shifts.windows.flatMap(({ from, to }) => [minuteOf(from), minuteOf(to)]);
  const endsAt = nextLocalMinute(at, minutes, timeZone);
  let startsAt = new Date(Date.parse(at) - DAY_MS - 1).toISOString();
  for (let next = startsAt; next <= at; next = nextLocalMinute(next, minutes, timeZone)) {
    startsAt = next;
  }
  const named = shifts === null ? null : shiftAt(startsAt, shifts, timeZone);
  const night = nextLocalMinute(startsAt, [DAY_FROM], timeZone) === endsAt;
  return { shift: named ?? (night ? 'night' : 'day'), startsAt, endsAt };
}
