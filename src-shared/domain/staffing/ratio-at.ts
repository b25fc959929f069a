import type { RatioFigure, ShiftName } from '../../contract/state/rule-pack.ts';
import type { Time } from '../../contract/time.ts';
import type { Figure } from './figure.ts';
import { localTime } from './local-time.ts';
import { alsoCalled, shiftAt, type ShiftHours, shiftOfHours } from './shift-name.ts';
import type { UnitRule, UnitRules } from './unit-rule.ts';

/** When a ward is judged, as far as a pack's rules ask. */
export interface Moment {
  /** The day in the pack's time zone; null: not known, the rules that have no end hold. */
  readonly date: string | null;
  /** Null: not known, the strictest holds. */
  readonly shift: ShiftName | null;
}

const ANY_MOMENT: Moment = { date: null, shift: null };

/** The day and shift at a time, looked up only where the rules depend on them. */
export function momentOf(
  rules: UnitRules,
  at: Time | null,
  shift: ShiftName | ShiftHours | null = null,
): Moment {
  if (!rules.byShift && rules.days.length === 0) return ANY_MOMENT;
  const hours = typeof shift === 'object' ? shift : null;
  const when = at ?? hours?.startsAt ?? null;
  const date =
    rules.days.length === 0 || when === null ? null : localTime(when, rules.timeZone).date;
  if (typeof shift === 'string') return { date, shift };
  if (rules.shifts === null || !rules.byShift || when === null) return { date, shift: null };
  const { shifts, timeZone } = rules;
  if (hours !== null) return { date, shift: shiftOfHours(hours, shifts, timeZone) };
  return { date, shift: shiftAt(when, shifts, timeZone) };
}

/** A ratio that holds, and for which shift it is. */
export interface RatioNow extends Figure<number> {
  readonly shift: ShiftName | null;
}

/** The ratio of a unit at a moment; of several that hold, the strictest. Null where none holds. */
export function ratioAt(rule: UnitRule, { date, shift }: Moment): RatioNow | null {
  let holding = rule.ratios.filter((ratio) => isInTime(ratio, date));
  if (shift !== null) {
    const name = alsoCalled(shift).find((called) => holding.some((r) => r.shift === called));
    holding = holding.filter((ratio) => ratio.shift === (name ?? null));
  }
  return holding.reduce<RatioFigure | null>(
    (strictest, ratio) => (strictest === null || ratio.value < strictest.value ? ratio : strictest),
    null,
  );
}

function isInTime({ from, until }: RatioFigure, date: string | null): boolean {
  if (date === null) return until === null;
  return (from === null || from <= date) && (until === null || date < until);
}
