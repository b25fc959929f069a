import type { Licence } from '../../contract/state/nurse.ts';
import type { PackBody, UnitFigures } from '../../contract/state/rule-pack.ts';
import { inForce } from './figure.ts';
import { isKnownUnit } from './known-units.ts';
import { bareUnit, NURSES } from './packs/pack-parts.ts';
import type { Besides, UnitRule, UnitRules } from './unit-rule.ts';

/** The unit that stands for all those a pack does not name. */
export const ANY_UNIT = '*';

/** Made once a body: a pack is evaluated far more often than it changes. */
const made = new WeakMap<PackBody, UnitRules>();

/** What of a pack is in force, laid out for evaluation. */
export function unitRules(body: PackBody): UnitRules {
  const known = made.get(body);
  if (known !== undefined) return known;
  const rules = layOut(body);
  made.set(body, rules);
  return rules;
}

function layOut(body: PackBody): UnitRules {
  const units = new Map(body.units.map((figures) => [figures.unit, unitRule(figures)]));
  const anyUnit = units.get(ANY_UNIT);
  units.delete(ANY_UNIT);
  const all = anyUnit === undefined ? [...units.values()] : [...units.values(), anyUnit];
  const { competence, breaks, charge, triage, radio } = body.conditions;
  const days = all.flatMap(({ ratios }) => ratios.flatMap(({ from, until }) => [from, until]));
  return {
    get: (unit) => units.get(unit) ?? (isKnownUnit(unit) ? anyUnit : undefined),
    units: [...units.keys()],
    conditions: {
      competence: inForce(competence),
      breaks: inForce(breaks),
      charge: inForce(charge),
      triage: inForce(triage),
      radio: inForce(radio),
    },
    loadsBind: body.loadsBind,
    roundingUp: body.roundingUp?.certainty ?? null,
    timeZone: body.timeZone,
    shifts: body.shifts,
    exceptions: body.exceptions,
    alarms: body.alarms,
    byShift: all.some(isByShift),
    days: [...new Set(days.filter((day) => day !== null))].sort(),
  };
}

function isByShift({ ratios, inCharge, triage, loadPrompt }: UnitRule): boolean {
  return (
    loadPrompt !== null ||
    ratios.some(({ shift }) => shift !== null) ||
    [inCharge, triage].some((besides) => besides !== null && besides.shifts !== null)
  );
}

function unitRule(figures: UnitFigures): UnitRule {
  const ratios = figures.ratios.filter((ratio) => ratio.inForce);
  const [only] = ratios;
  const always =
    ratios.length === 1 && only?.shift === null && only.from === null && only.until === null;
  const rnOnly = inForce(figures.rnOnly);
  const licences: readonly Licence[] = rnOnly === null ? figures.counting.value : ['RN'];
  return {
    unit: figures.unit,
    countedIn: figures.countedIn,
    max: always ? only : null,
    ratios,
    withoutMax: withoutMax(figures),
    counting: new Set(licences),
    countingCertainty: rnOnly?.certainty ?? figures.counting.certainty,
    averageMax: figures.averageMax?.inForce === true ? figures.averageMax : null,
    minPresent: inForce(figures.minPresent),
    rnMinShare: inForce(figures.rnMinShare),
    assistants: inForce(figures.assistants),
    inCharge: besidesInForce(figures.inCharge),
    triage: besidesInForce(figures.triage),
    careHours: inForce(figures.careHours),
    rnShortHours: inForce(figures.rnShortHours),
    rnShortShare: inForce(figures.rnShortShare),
    loadPrompt: inForce(figures.loadPrompt),
  };
}

const NO_RULE = unitRule(bareUnit(ANY_UNIT, NURSES));

/** What stands in for a rule that there is not: nothing is asked for, licensed nurses count. */
export function ruleWithout(why: string): UnitRule {
  return { ...NO_RULE, withoutMax: why };
}

function besidesInForce(besides: UnitFigures['inCharge']): Besides | null {
  return besides?.inForce === true ? besides : null;
}

function withoutMax({ ratios, note }: UnitFigures): string {
  const off = ratios.filter((ratio) => !ratio.inForce);
  const [first] = off;
  if (first === undefined) return note ?? 'the rules have no ratio for it';
  const values = [...new Set(off.map(({ value }) => `1:${value}`))];
  const figures =
    values.length === 1
      ? `its figure of ${values.join('')} is`
      : `its figures of ${values.join(', ')} are`;
  return `${figures} not in force. ${first.whyOff ?? ''}`;
}
