import type { PackRef } from '../../contract/state/staffing.ts';
import type { Licence } from '../../contract/state/nurse.ts';
import { type Certainty, certaintyOf, type Figure } from './figure.ts';
import rules from './staffing-rules.json' with { type: 'json' };
import type { UnitRule, UnitRules } from './unit-rule.ts';

/** California 22 CCR 70217, as it ships. */
export const CALIFORNIA: PackRef = { id: 'california', version: 1 };

interface UnitFacts {
  readonly unit: string;
  readonly certainty: string;
  readonly max?: number;
  readonly rule?: string;
  readonly rnOnly?: boolean;
  readonly minLicensedPresent?: number;
}

/** Where the text of a unit's certainty sets another figure apart from its ratio. */
const APART_FROM_RATIO: Readonly<Record<string, Certainty>> = {
  'nicu rnOnly': 'memory',
  'ed minLicensedPresent': 'memory',
};

/**
 * The rules of each unit. What is from memory is left out, as it ships, unless a hospital that has
 * checked it puts it in force.
 */
export function californiaRules({ fromMemory }: { readonly fromMemory: boolean }): UnitRules {
  const inForce = <T>(figure: Figure<T> | null): Figure<T> | null =>
    figure === null || (figure.certainty === 'memory' && !fromMemory) ? null : figure;
  const facts: readonly UnitFacts[] = rules.california.units;
  return new Map(facts.map((entry) => [entry.unit, unitRule(entry, inForce)]));
}

function unitRule(
  facts: UnitFacts,
  inForce: <T>(figure: Figure<T> | null) => Figure<T> | null,
): UnitRule {
  const { unit } = facts;
  const figure = <T>(name: string, value: T): Figure<T> => ({
    value,
    certainty: APART_FROM_RATIO[`${unit} ${name}`] ?? certaintyOf(facts.certainty),
  });
  const max = facts.max === undefined ? null : figure('max', facts.max);
  const rnOnly = inForce(facts.rnOnly === true ? figure('rnOnly', true as const) : null);
  const { minLicensedPresent, rule } = facts;
  const share = rules.california.lvnMaxShare;
  return {
    unit,
    max: inForce(max),
    withoutMax: max === null ? (rule ?? null) : 'its figure is from memory, so it is not in force',
    counting: countingLicences(unit, rnOnly !== null),
    rnOnly,
    minPresent: inForce(
      minLicensedPresent === undefined ? null : figure('minLicensedPresent', minLicensedPresent),
    ),
    lvnMaxShare: inForce({ value: share.value, certainty: certaintyOf(share.certainty) }),
  };
}

function countingLicences(unit: string, rnOnly: boolean): ReadonlySet<Licence> {
  if (rnOnly) return new Set(['RN']);
  return new Set(unit === 'psychiatric' ? ['RN', 'LVN', 'PsychTech'] : ['RN', 'LVN']);
}
