import type {
  EvaluateStaffing,
  EvaluateStaffingAnswer,
} from '../../contract/commands/evaluate-staffing.ts';
import { Refusal } from '../refusal.ts';
import { findingsOf } from './findings.ts';
import { headCount } from './head-count.ts';
import { evaluablePacks, rulesOf } from './packs.ts';
import { requiredNurses } from './required-nurses.ts';
import type { UnitRules } from './unit-rule.ts';

/**
 * What the rules would say to so many patients and these people. Compliant is where no finding is
 * more than a notice. `rules` are the pack's as it ships, unless a hospital has others in force.
 * Refuses with `unknown_unit`, naming what is known.
 */
export function whatIf(
  question: EvaluateStaffing,
  rules: UnitRules | undefined = rulesOf(question.pack),
): EvaluateStaffingAnswer {
  if (rules === undefined) {
    const known = evaluablePacks().join(', ');
    const detail = `The pack ${question.pack} cannot be evaluated here. Packs: ${known}.`;
    throw new Refusal('unknown_unit', detail);
  }
  const rule = rules.get(question.unit);
  if (rule === undefined) {
    const known = [...rules.keys()].join(', ');
    const detail = `The pack ${question.pack} has no unit "${question.unit}". Units: ${known}.`;
    throw new Refusal('unknown_unit', detail);
  }
  const heads = headCount(question.staff, rule);
  const findings = findingsOf(question.pack, rule, question.patients, heads);
  return {
    requiredNurses: rule.max === null ? null : requiredNurses(question.patients, rule.max.value),
    countedNurses: heads.counted,
    compliant: findings.every((finding) => finding.severity === 'notice'),
    findings,
  };
}
