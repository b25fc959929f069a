import type { RulePack, UnitFigures } from '../../../contract/state/rule-pack.ts';
import rules from '../staffing-rules.json' with { type: 'json' };
import { basisParts, certaintyOf, figure, NOT_MARKED } from './basis.ts';
import { ALARMS, bareUnit, counting, ratio } from './pack-parts.ts';

interface UnitFacts {
  readonly unit: string;
  readonly certainty: string;
  readonly max?: number;
  readonly note?: string;
  readonly rule?: string;
  readonly countIn?: string;
  readonly rnOnly?: boolean;
  readonly minLicensedPresent?: number;
  readonly multipleBirthCap?: number;
}

const law = rules.california;
const units: readonly UnitFacts[] = law.units;
const edBasis = basisParts(units.find(({ unit }) => unit === 'ed')?.certainty ?? '');
const couplets = units.find(({ unit }) => unit === 'postpartum_couplets');

function unitFigures(facts: UnitFacts): UnitFigures {
  const { unit, max, rnOnly, minLicensedPresent } = facts;
  if (unit === 'operating_room') return operatingRoom(facts);
  const basis = basisParts(facts.certainty);
  const { first, last } = basis;
  const technicians = unit === 'psychiatric' ? (['PsychTech'] as const) : [];
  const licensed = counting(['RN', 'LVN', ...technicians], {
    certainty: certaintyOf(law.countsAsLicensedNurse.certainty),
    source: law.countsAsLicensedNurse.certainty,
  });
  const share = law.lvnMaxShare;
  return bareUnit(unit, licensed, {
    note: facts.note ?? null,
    countedIn: facts.countIn ?? null,
    ratios: max === undefined ? [] : [ratio(max, first)],
    rnOnly: rnOnly === true ? figure(true as const, last) : null,
    minPresent: minLicensedPresent === undefined ? null : figure(minLicensedPresent, last),
    rnMinShare: figure(1 - share.value, share.certainty),
  });
}

/** The entry is in words: a registered nurse circulates and an assistant scrubs in each room. */
function operatingRoom({ unit, rule, certainty }: UnitFacts): UnitFigures {
  const registered = counting(['RN'], { certainty: certaintyOf(certainty), source: certainty });
  return bareUnit(unit, registered, {
    note: rule ?? null,
    countedIn: 'occupied rooms',
    ratios: [ratio(1, certainty)],
    assistants: figure(1, certainty),
  });
}

/** California 22 CCR 70217. */
export const CALIFORNIA_PACK: RulePack = {
  id: 'california',
  version: 1,
  title: 'California, 22 CCR 70217',
  author: null,
  body: {
    law: law.law,
    appliesTo: law.appliesTo,
    sources: law.sources,
    timeZone: 'America/Los_Angeles',
    loadsBind: 'nurse',
    roundingUp: null,
    conditions: {
      competence: figure(true as const, law.competence.certainty),
      breaks: figure(true as const, law.breaks.certainty),
      charge: figure(true as const, law.chargeNurse.certainty),
      triage: figure(true as const, edBasis.first),
      radio: figure(true as const, edBasis.last),
    },
    shifts: null,
    units: units.map(unitFigures),
    exceptions: [],
    statements: [
      {
        text: law.chargeNurse.value,
        certainty: certaintyOf(law.chargeNurse.certainty),
        source: law.chargeNurse.certainty,
        applied: 'Who is in charge counts only in direct care, or as far as they relieve a break.',
      },
      {
        text: law.classification,
        certainty: 'memory',
        source: NOT_MARKED,
        applied: null,
      },
      {
        text: `Of couplets with multiple births, at most ${couplets?.multipleBirthCap ?? 8} mothers and infants`,
        certainty: 'memory',
        source: basisParts(couplets?.certainty ?? '').last,
        applied: null,
      },
      {
        text: `Licensed vocational nurses: ${law.lvnMaxShare.exceptions.join('; ')}`,
        certainty: certaintyOf(law.lvnMaxShare.certainty),
        source: law.lvnMaxShare.certainty,
        applied: null,
      },
    ],
    alarms: ALARMS,
  },
};
