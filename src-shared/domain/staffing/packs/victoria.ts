import type { RulePack, ShiftName, UnitFigures } from '../../../contract/state/rule-pack.ts';
import rules from '../staffing-rules.json' with { type: 'json' };
import { certaintyOf, figure } from './basis.ts';
import {
  ALARMS,
  bareUnit,
  type ByShift,
  CONDITIONS_OF_PRACTICE,
  NURSES,
  ratio,
  ratiosByShift,
} from './pack-parts.ts';

interface UnitFacts extends ByShift {
  readonly unit: string;
  readonly certainty: string;
  readonly allShifts?: number;
  readonly per?: string;
  /** So many on every shift, or one on each of these. */
  readonly plusInCharge?: number | readonly string[];
  readonly plusTriage?: number;
}

const law = rules.victoria;
const units: readonly UnitFacts[] = law.units;
const SHIFTS = ['morning', 'afternoon', 'night'] as const;

function unitFigures(facts: UnitFacts): UnitFigures {
  const { unit, certainty, allShifts, plusTriage } = facts;
  return bareUnit(unit, NURSES, {
    countedIn: facts.per ?? null,
    ratios:
      allShifts === undefined
        ? ratiosByShift(facts, SHIFTS, certainty)
        : [ratio(allShifts, certainty)],
    inCharge: inCharge(facts),
    triage: plusTriage === undefined ? null : { ...figure(plusTriage, certainty), shifts: null },
  });
}

function inCharge({ plusInCharge, certainty }: UnitFacts): UnitFigures['inCharge'] {
  if (plusInCharge === undefined) return null;
  if (typeof plusInCharge === 'number') return { ...figure(plusInCharge, certainty), shifts: null };
  const shifts: ShiftName[] = SHIFTS.filter((shift) => plusInCharge.includes(shift));
  return { ...figure(1, certainty), shifts };
}

/** Victoria's Safe Patient Care Act 2015. */
export const VICTORIA_PACK: RulePack = {
  id: 'victoria',
  version: 1,
  title: 'Victoria, Safe Patient Care Act 2015',
  author: null,
  body: {
    law: law.law,
    appliesTo: 'hospitals to which the Act applies',
    sources: law.sources,
    timeZone: 'Australia/Melbourne',
    loadsBind: 'nurse',
    roundingUp: {
      certainty: certaintyOf(law.rounding.certainty),
      source: `${law.rounding.value}: ${law.rounding.certainty}`,
    },
    conditions: CONDITIONS_OF_PRACTICE,
    shifts: {
      windows: [
        { shift: 'morning', from: '07:00', to: '15:00' },
        { shift: 'afternoon', from: '15:00', to: '23:00' },
        { shift: 'night', from: '23:00', to: '07:00' },
      ],
      ties: [],
      certainty: 'practice',
      source: 'The stored sources do not say when a shift begins.',
    },
    units: units.map(unitFigures),
    exceptions: [],
    statements: [],
    alarms: ALARMS,
  },
};
