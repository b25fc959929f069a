import { SHIPPED_PACKS } from '../../../../src-shared/domain/staffing/packs.ts';
import { ask, broken, type Group, lvn, rn } from './ask.ts';
import { inFullForce } from './full-force.ts';

/** The laws that list units with figures. */
export type Law = 'california' | 'oregon' | 'britishColumbia' | 'queensland' | 'victoria';
export type Facts = Readonly<Record<string, unknown>> & { readonly unit: string };

/** One side of a limit: what happens there, and whether that breaks the figure's rule. */
export interface Side {
  readonly what: string;
  /** The rule broken there; null: none is. */
  readonly breaks: string | null;
  /** The rules that are broken, with only what ships on in force, or with everything. */
  readonly ask: (full: boolean) => string[];
}

/** Below, at and above the limit. */
export type Sides = readonly [Side, Side, Side];

/** How a figure of the data file is tried out, by the key that it stands under. */
type Probe = (law: Law, facts: Facts, value: number) => readonly Sides[];

/** Asks with nothing else in the way: whoever else the unit wants besides is there. */
function judge(
  law: Law,
  { unit }: Facts,
  patients: number,
  staff: readonly Group[],
  more: object = {},
): (full: boolean) => string[] {
  return (full) => {
    const body = full ? { body: inFullForce(SHIPPED_PACKS[law]).body } : {};
    return broken(ask(law, unit, patients, staff, { ...more, ...body }));
  };
}

const IN_CHARGE = (count: number) => rn(count, { charge: true, directCare: false });
const AT_TRIAGE = (count: number) => rn(count, { duty: 'triage' });
/** Registered nurses enough for any rule but the one that is tried. */
const AMPLE: readonly Group[] = [IN_CHARGE(2), AT_TRIAGE(2), { role: 'CNA', count: 200 }];

/** So many patients to a nurse: with ten nurses, so that a floor of two is no matter. */
function ratioSides(law: Law, facts: Facts, max: number, when: object): Sides {
  const nurses = 10;
  const side = (patients: number): Side => ({
    what: `${String(patients)} with ${String(nurses)} nurses`,
    breaks: patients > max * nurses ? 'ratio' : null,
    ask: judge(law, facts, patients, [rn(nurses), ...AMPLE], when),
  });
  return [side(max * nurses - 1), side(max * nurses), side(max * nurses + 1)];
}

/** A load of one nurse, whatever the others have; where the ward alone is bound, it breaks nothing. */
function loadSides(law: Law, facts: Facts, max: number, when: object): Sides {
  const bound = SHIPPED_PACKS[law].body.loadsBind === 'nurse';
  const side = (load: number): Side => ({
    what: `one nurse with ${String(load)}`,
    breaks: bound && load > max ? 'load' : null,
    ask: judge(law, facts, 10, [rn(1, { loads: [load] }), rn(19), ...AMPLE], when),
  });
  return [side(max - 1), side(max), side(max + 1)];
}

const ratio =
  (when: (facts: Facts) => object): Probe =>
  (law, facts, value) => [
    ratioSides(law, facts, value, when(facts)),
    loadSides(law, facts, value, when(facts)),
  ];

const onShift = (shift: string): Probe => ratio(() => ({ shift }));

/** So many people on a post besides those whom the patients need. */
const post =
  (rule: 'in_charge' | 'triage', shift: string | null = null): Probe =>
  (law, facts, value) => {
    const side = (there: number): Side => {
      const posts =
        rule === 'in_charge' ? [IN_CHARGE(there), AT_TRIAGE(2)] : [IN_CHARGE(2), AT_TRIAGE(there)];
      return {
        what: `${String(there)} on the post`,
        breaks: there < value ? rule : null,
        ask: judge(law, facts, 2, [rn(4), ...posts], shift === null ? {} : { shift }),
      };
    };
    return [[side(value - 1), side(value), side(value + 1)]];
  };

/** Nurses of a unit whose figure is for registered ones only. */
const rnOnly: Probe = (law, facts) => {
  const max = Number(facts['max']);
  const side = (rns: number): Side => ({
    what: `${String(rns)} RNs and two LVNs for the patients of two nurses`,
    breaks: rns < 2 ? 'ratio' : null,
    ask: judge(law, facts, 2 * max, [rn(rns), lvn(2)]),
  });
  return [[side(1), side(2), side(3)]];
};

/** Somebody on a duty does not count, so that one nurse more is needed. */
const dutyNotCounted =
  (duty: string): Probe =>
  (law, facts) => {
    const max = Number(facts['max']);
    const side = (others: number): Side => ({
      what: `${String(others)} nurses and one at ${duty} for the patients of three`,
      breaks: others < 3 ? 'ratio' : null,
      ask: judge(law, facts, 3 * max, [rn(others), rn(1, { duty })]),
    });
    return [[side(2), side(3), side(4)]];
  };

const average: Probe = (law, facts, value) => {
  const at = '2026-11-22T20:00:00.000Z';
  const side = (patients: number): Side => ({
    what: `${String(patients)} with ten nurses over twelve hours`,
    breaks: patients > 10 * value ? 'average' : null,
    ask: judge(law, facts, 1, [rn(1)], {
      at,
      history: [{ from: '2026-11-22T08:00:00.000Z', to: at, patients, nurses: 10 }],
    }),
  });
  return [[side(10 * value - 1), side(10 * value), side(10 * value + 1)]];
};

const floor: Probe = (law, facts, value) => {
  const side = (nurses: number): Side => ({
    what: `${String(nurses)} nurses with one patient`,
    breaks: nurses < value ? 'min_present' : null,
    ask: judge(law, facts, 1, [rn(nurses), ...AMPLE]),
  });
  return [[side(value - 1), side(value), side(value + 1)]];
};

/** In words: `1 RN circulating + 1 scrub assistant per occupied room`. */
const circulateAndScrub: Probe = (law, facts) => {
  const assistants = (count: number): Side => ({
    what: `${String(count)} assistants in three rooms`,
    breaks: count < 3 ? 'assistants' : null,
    ask: judge(law, facts, 3, [rn(3), { role: 'CNA', count }]),
  });
  return [
    [assistants(2), assistants(3), assistants(4)],
    ratioSides(law, facts, 1, {}),
    loadSides(law, facts, 1, {}),
  ];
};

const daysFrom = (date: unknown, days: number) =>
  new Date(Date.parse(`${String(date)}T20:00:00.000Z`) + days * 86_400_000).toISOString();

/** By the key of a unit in the data file. A key that is here or in `NO_FIGURE` is known. */
export const PROBES: Readonly<Record<string, Probe>> = {
  max: ratio((facts) => ('from_' in facts ? { at: daysFrom(facts['from_'], 0) } : {})),
  before: ratio((facts) => ({ at: daysFrom(facts['from_'], -1) })),
  instantMax: ratio(() => ({})),
  allShifts: ratio(() => ({})),
  day: onShift('day'),
  evening: onShift('evening'),
  night: onShift('night'),
  morning: onShift('morning'),
  afternoon: onShift('afternoon'),
  averageMaxOver12h: average,
  minLicensedPresent: floor,
  plusInCharge: (law, facts, value) =>
    Array.isArray(facts['plusInCharge'])
      ? (facts['plusInCharge'] as string[]).flatMap((shift) =>
          post('in_charge', shift)(law, facts, 1),
        )
      : post('in_charge')(law, facts, value),
  plusTriage: post('triage'),
  rnOnly,
  triageRnNotCounted: dutyNotCounted('triage'),
  radioRnNotCounted: dutyNotCounted('radio'),
  rule: circulateAndScrub,
};

/** Keys that hold no limit: names, words, what is counted, and where a dated figure begins. */
export const NO_FIGURE: ReadonlySet<string> = new Set([
  'unit',
  'certainty',
  'note',
  'history',
  'countIn',
  'per',
  'from_',
  // A sentence that the pack tells and does not judge: a board does not show which couplets they are.
  'multipleBirthCap',
]);

/** What the last part of a mixed certainty speaks of; the first speaks of everything else. */
const SET_APART: ReadonlySet<string> = new Set([
  'before',
  'rnOnly',
  'minLicensedPresent',
  'radioRnNotCounted',
]);

/** Whether a figure ships on, by the data file's own words. */
export function shipsOn({ certainty }: Facts, key: string): boolean {
  const parts = String(certainty).split('; ');
  const part = (SET_APART.has(key) ? parts.at(-1) : parts[0]) ?? '';
  return !/\bmemory:/.test(part);
}
