import type {
  AlarmSetting,
  Certainty,
  Conditions,
  RatioFigure,
  RuleName,
  ShiftName,
  UnitFigures,
} from '../../../contract/state/rule-pack.ts';
import type { Licence } from '../../../contract/state/nurse.ts';
import { figure, practice } from './basis.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** A shift change moves nurses one by one; an alert outlasts that, and a quick correction. */
const SOON = { severity: 'critical', holdMs: 30 * SECOND_MS, clearMs: MINUTE_MS } as const;
/** What a ward may put right by itself first. */
const LATER = { severity: 'warning', holdMs: 2 * MINUTE_MS, clearMs: MINUTE_MS } as const;
/** Figures over hours move slowly, and hover about their limit. */
const SLOW = { severity: 'critical', holdMs: 5 * MINUTE_MS, clearMs: 5 * MINUTE_MS } as const;

/** The alerts of every pack that ships. No law says these times. */
export const ALARMS: Readonly<Record<RuleName, AlarmSetting>> = {
  ratio: SOON,
  load: SOON,
  min_present: SOON,
  care_hours: SOON,
  assistants: SOON,
  average: SLOW,
  rn_hours: SLOW,
  skill_mix: LATER,
  in_charge: LATER,
  triage: LATER,
  not_counted: LATER,
};

/** Who does not count, as Wardline reads "nurse" where a pack's sources are silent. */
export const CONDITIONS_OF_PRACTICE: Conditions = {
  competence: practice(true as const),
  breaks: practice(true as const),
  charge: practice(true as const),
  triage: practice(true as const),
  radio: null,
};

/** Registered nurses and those whom other places call enrolled or licensed practical nurses. */
export const NURSES: UnitFigures['counting'] = counting(['RN', 'LVN'], {
  certainty: 'practice',
  source: 'The stored sources of this pack do not say who is a nurse.',
});

export function counting(
  value: Licence[],
  rest: { readonly certainty: Certainty; readonly source: string },
): UnitFigures['counting'] {
  return { value, ...rest };
}

/** A unit that a pack says nothing of yet. */
export function bareUnit(
  unit: string,
  counting: UnitFigures['counting'],
  rest: Partial<UnitFigures> = {},
): UnitFigures {
  return {
    unit,
    note: null,
    countedIn: null,
    counting,
    rnOnly: null,
    ratios: [],
    averageMax: null,
    minPresent: null,
    rnMinShare: null,
    assistants: null,
    inCharge: null,
    triage: null,
    careHours: null,
    rnShortHours: null,
    rnShortShare: null,
    loadPrompt: null,
    ...rest,
  };
}

/** One nurse to so many patients: at all times, or on a shift, or between two days. */
export function ratio(
  value: number,
  basis: string,
  when: Partial<Pick<RatioFigure, 'shift' | 'from' | 'until'>> = {},
): RatioFigure {
  return { ...figure(value, basis), shift: null, from: null, until: null, ...when };
}

/** Entries of the staffing rules that hold a ratio under the name of each shift. */
export type ByShift = Partial<Readonly<Record<ShiftName, number>>>;

export function ratiosByShift(
  facts: ByShift,
  shifts: readonly ShiftName[],
  basis: string,
): RatioFigure[] {
  return shifts.flatMap((shift) => {
    const value = facts[shift];
    return value === undefined ? [] : [ratio(value, basis, { shift })];
  });
}
