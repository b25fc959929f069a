import type {
  Certainty,
  PackBody,
  RatioFigure,
  RuleName,
  ShiftName,
  UnitFigures,
} from '../../src-shared/contract/state/rule-pack.ts';
import { people } from '../../src-shared/domain/staffing/judged.ts';

/** Which part of a pack a line speaks of: a rule, or who counts for all of them. */
export type FigureOf = RuleName | 'counting' | 'load_prompt' | keyof PackBody['conditions'];

/** One figure of a pack in words, with what it rests on. */
export interface FigureLine {
  readonly of: FigureOf;
  readonly words: string;
  readonly certainty: Certainty;
  readonly source: string;
  readonly inForce: boolean;
  readonly whyOff: string | null;
}

export const CERTAINTY_WORDS: Readonly<Record<Certainty, string>> = {
  verified: 'checked against the regulation',
  secondary: 'not checked against the regulation',
  memory: 'from memory, not checked',
  practice: "Wardline's way to count",
  hospital: "the hospital's own figure",
};

interface Basis {
  readonly certainty: Certainty;
  readonly source: string;
  readonly inForce: boolean;
  readonly whyOff: string | null;
}

function line(of: FigureOf, words: string, basis: Basis): FigureLine {
  const { certainty, source, inForce, whyOff } = basis;
  return { of, words, certainty, source, inForce, whyOff };
}

/** All that a pack says of a kind of unit, a line a figure, in force or not. */
export function figuresOfUnit(unit: UnitFigures): FigureLine[] {
  const { counting, rnOnly } = unit;
  const inForce = rnOnly?.inForce !== true;
  return [
    ...unit.ratios.map((ratio) => line('ratio', ratioWords(ratio, unit.countedIn), ratio)),
    ...one(unit.averageMax, (figure) =>
      line(
        'average',
        `At most ${people(figure.value, 'patient', 'patients')} a nurse on average over ${people(figure.hours, 'hour', 'hours')}`,
        figure,
      ),
    ),
    ...one(unit.minPresent, (figure) =>
      line(
        'min_present',
        `At least ${people(figure.value, 'nurse', 'nurses')} while anybody is a patient`,
        figure,
      ),
    ),
    ...one(unit.careHours, (figure) => {
      const { unrated, ...levels } = figure.value;
      const hours = Object.values(levels).join(', ');
      const words = `Hours of care in 24 hours at acuity 1 to 5: ${hours}; not rated: ${unrated}`;
      return line('care_hours', words, figure);
    }),
    ...one(unit.rnMinShare, (figure) =>
      line('skill_mix', `At least ${percent(figure.value)} of the nurses required are RNs`, figure),
    ),
    ...one(unit.assistants, (figure) => {
      const whom = unit.countedIn ?? 'patients';
      return line('assistants', `${figure.value} to assist for each of the ${whom}`, figure);
    }),
    ...one(unit.inCharge, (figure) =>
      line('in_charge', `${figure.value} in charge besides${onShifts(figure.shifts)}`, figure),
    ),
    ...one(unit.triage, (figure) =>
      line('triage', `${figure.value} at triage besides${onShifts(figure.shifts)}`, figure),
    ),
    ...one(unit.rnShortHours, (figure) =>
      line('rn_hours', `RN hours of a shift short by no more than ${figure.value}`, figure),
    ),
    ...one(unit.rnShortShare, (figure) =>
      line(
        'rn_hours',
        `RN hours of a shift short by no more than ${percent(figure.value)}`,
        figure,
      ),
    ),
    ...one(unit.loadPrompt, (figure) =>
      line('load_prompt', `Look closer when a nurse has more than ${figure.value} by day`, figure),
    ),
    line('counting', `${counting.value.join(', ')} count as nurses`, {
      ...counting,
      inForce,
      whyOff: inForce ? null : 'Narrowed by the line below.',
    }),
    ...one(rnOnly, (figure) => line('counting', 'Only RNs count', figure)),
  ];
}

const CONDITION_WORDS: Readonly<Record<keyof PackBody['conditions'], string>> = {
  competence: 'Who is not signed off for the unit does not count',
  breaks: 'Who is on a break counts only as far as somebody relieves',
  charge: 'Who is in charge counts only in direct care',
  triage: 'Who is at triage does not count',
  radio: 'Who is at the radio does not count',
};
const CONDITIONS = ['competence', 'breaks', 'charge', 'triage', 'radio'] as const;

/** Who counts, in any unit. */
export function conditionLines({ conditions }: PackBody): FigureLine[] {
  return CONDITIONS.flatMap((name) =>
    one(conditions[name], (figure) => line(name, CONDITION_WORDS[name], figure)),
  );
}

/** The figures of a unit by a pack: its own, else those for any unit. Null: it has none. */
export function unitOf(body: PackBody, unit: string | null): UnitFigures | null {
  const own = body.units.find((figures) => figures.unit === unit);
  return own ?? body.units.find((figures) => figures.unit === '*') ?? null;
}

/** `california.not_counted.on_break` is the rule `not_counted` for the reason `on_break`. */
function partsOfRuleId(ruleId: string): { readonly rule: string; readonly reason: string | null } {
  const [, rule = ruleId, reason] = ruleId.split('.');
  return { rule, reason: reason ?? null };
}

/** `california.load` is the rule `load`. */
export function ruleNameOf(ruleId: string): string {
  return partsOfRuleId(ruleId).rule;
}

const OF_REASON: Readonly<Record<string, readonly FigureOf[]>> = {
  rn_only: ['counting'],
  not_competent: ['competence'],
  triage: ['triage'],
  radio: ['radio'],
  charge: ['charge'],
  in_charge: ['in_charge'],
  on_break: ['breaks'],
  break_not_relieved: ['breaks'],
};

/** The lines that a finding rests on: its own rule's, and for what concerns people who counts. */
export function linesBehind(
  ruleId: string,
  body: PackBody,
  unit: string | null,
): readonly FigureLine[] {
  const figures = unitOf(body, unit);
  const all = [...(figures === null ? [] : figuresOfUnit(figures)), ...conditionLines(body)];
  const { rule, reason } = partsOfRuleId(ruleId);
  const wanted: readonly string[] =
    reason !== null && OF_REASON[reason] !== undefined
      ? OF_REASON[reason]
      : rule === 'load' || rule === 'no_figure'
        ? ['ratio']
        : [rule, ...(COUNTS_PEOPLE.has(rule) ? ['counting', 'competence', 'breaks'] : [])];
  return all.filter((each) => wanted.includes(each.of));
}

const COUNTS_PEOPLE: ReadonlySet<string> = new Set([
  'ratio',
  'min_present',
  'care_hours',
  'skill_mix',
]);

const RULE_WORDS: Readonly<Record<string, string>> = {
  ratio: 'Too few nurses',
  load: 'Too many patients for one nurse',
  average: 'Too many patients on average',
  min_present: 'Too few nurses present',
  care_hours: 'Too few hours of care',
  skill_mix: 'Too few registered nurses',
  assistants: 'Too few assistants',
  in_charge: 'Nobody in charge besides',
  triage: 'Nobody at triage besides',
  rn_hours: 'RN hours short',
  not_counted: 'Patients with somebody who does not count',
  no_figure: 'No figure for this unit',
  no_average: 'Average not known yet',
  excepted: 'Exception',
  load_prompt: 'Look closer',
  unknown_duty: 'A duty that no rule speaks of',
};

/** What a rule is about, in a few words: the "what" of an alert line. */
export function ruleWords(ruleId: string): string {
  const { rule } = partsOfRuleId(ruleId);
  return RULE_WORDS[rule] ?? rule.replaceAll('_', ' ');
}

function one<F>(figure: F | null, make: (figure: F) => FigureLine): FigureLine[] {
  return figure === null ? [] : [make(figure)];
}

function ratioWords({ value, shift, from, until }: RatioFigure, countedIn: string | null): string {
  const when = [
    shift === null ? '' : ` on the ${shift} shift`,
    from === null ? '' : ` from ${from}`,
    until === null ? '' : ` before ${until}`,
  ].join('');
  return `One nurse to at most ${value} ${countedIn ?? (value === 1 ? 'patient' : 'patients')}${when}`;
}

function onShifts(shifts: readonly ShiftName[] | null): string {
  return shifts === null ? '' : ` on the ${shifts.join(' and ')} shift`;
}

/** To two decimals. */
function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}
