import type { RuleException, RulePack, UnitFigures } from '../../../contract/state/rule-pack.ts';
import rules from '../staffing-rules.json' with { type: 'json' };
import { basisParts, figure, NOT_MARKED } from './basis.ts';
import { ALARMS, bareUnit, CONDITIONS_OF_PRACTICE, NURSES, ratio } from './pack-parts.ts';

interface UnitFacts {
  readonly unit: string;
  readonly certainty: string;
  readonly max?: number;
  readonly before?: number;
  readonly from_?: string;
  readonly averageMaxOver12h?: number;
  readonly instantMax?: number;
  readonly countIn?: string;
  readonly note?: string;
}

const law = rules.oregon;
const units: readonly UnitFacts[] = law.units;

/** Nothing in the collected rules says how it was confirmed that others do not count. */
const RNS_ONLY = figure(true as const, `${law.countsAs}. ${NOT_MARKED}`);

/** What each exception of the list covers. */
const COVERS: Readonly<Record<string, Pick<RuleException, 'id' | 'covers' | 'units'>>> = {
  'psychiatric units': { id: 'psychiatric_unit', covers: 'unit', units: null },
  'swing beds': { id: 'swing_bed', covers: 'patients', units: null },
  'outpatient units': { id: 'outpatient_unit', covers: 'unit', units: null },
  'ED critical until stable': {
    id: 'critical_until_stable',
    covers: 'patients',
    units: ['ed', 'ed_trauma'],
  },
  'patients ready for discharge with a barrier': {
    id: 'discharge_barrier',
    covers: 'patients',
    units: null,
  },
  'ICU circumstances set by committee': {
    id: 'icu_committee',
    covers: 'patients',
    units: ['icu'],
  },
};

function unitFigures(facts: UnitFacts): UnitFigures {
  const { unit, max, before, from_, averageMaxOver12h, instantMax } = facts;
  const { first, last } = basisParts(facts.certainty);
  const now = max ?? instantMax;
  const from = from_ ?? null;
  return bareUnit(unit, NURSES, {
    rnOnly: RNS_ONLY,
    note: facts.note ?? null,
    countedIn: facts.countIn ?? null,
    ratios: [
      ...(before === undefined ? [] : [ratio(before, last, { until: from })]),
      ...(now === undefined ? [] : [ratio(now, first, { from })]),
    ],
    averageMax:
      averageMaxOver12h === undefined ? null : { ...figure(averageMaxOver12h, first), hours: 12 },
  });
}

function exception(text: string): RuleException {
  const covers = COVERS[text] ?? { id: text.slice(0, 40), covers: 'patients', units: null };
  const { certainty, source, inForce, whyOff } = figure(true, `ORS 441.766. ${NOT_MARKED}`);
  return { ...covers, text, certainty, source, inForce, whyOff };
}

/** Oregon ORS 441.765. */
export const OREGON_PACK: RulePack = {
  id: 'oregon',
  version: 1,
  title: 'Oregon, ORS 441.765',
  author: null,
  body: {
    law: law.law,
    appliesTo: 'hospitals',
    sources: law.sources,
    timeZone: 'America/Los_Angeles',
    loadsBind: 'nurse',
    roundingUp: null,
    conditions: CONDITIONS_OF_PRACTICE,
    shifts: null,
    units: units.map(unitFigures),
    exceptions: law.exceptions.map(exception),
    statements: [],
    alarms: ALARMS,
  },
};
