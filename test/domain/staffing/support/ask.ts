import {
  type EvaluateStaffingAnswer,
  evaluateStaffingAnswerSchema,
  evaluateStaffingSchema,
} from '../../../../src-shared/contract/commands/evaluate-staffing.ts';
import { whatIf } from '../../../../src-shared/domain/staffing/what-if.ts';

export interface Group {
  role: string;
  count: number;
  [more: string]: unknown;
}

export const rn = (count: number, more: object = {}): Group => ({ role: 'RN', count, ...more });
export const lvn = (count: number, more: object = {}): Group => ({ role: 'LVN', count, ...more });

/** Asks as a caller of the interface does: through the schemas of question and answer. */
export function ask(
  pack: string,
  unit: string,
  patients: number,
  staff: readonly Group[],
  more: object = {},
): EvaluateStaffingAnswer {
  const question = evaluateStaffingSchema.parse({ pack, unit, patients, staff, ...more });
  return evaluateStaffingAnswerSchema.parse(whatIf(question));
}

/** The ids of what was found, without the pack. */
export function found(answer: { readonly findings: readonly { readonly ruleId: string }[] }) {
  return answer.findings.map(({ ruleId }) => ruleId.slice(ruleId.indexOf('.') + 1));
}

/** Those that break a rule. */
export function broken(answer: EvaluateStaffingAnswer): string[] {
  return found({ findings: answer.findings.filter(({ severity }) => severity !== 'notice') });
}
