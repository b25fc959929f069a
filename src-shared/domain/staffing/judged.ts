import type { Finding } from '../../contract/commands/evaluate-staffing.ts';
import type { RuleName } from '../../contract/state/rule-pack.ts';
import type { HeadCount } from './head-count.ts';
import type { Moment, RatioNow } from './ratio-at.ts';
import type { UnitRule, UnitRules } from './unit-rule.ts';
import type { WardFacts } from './ward-facts.ts';

/** A ward with all that its rules rest on, made once for every finding. */
export interface Judged {
  readonly facts: WardFacts;
  readonly rules: UnitRules;
  readonly rule: UnitRule;
  readonly moment: Moment;
  /** The ratio of the moment; null where none is in force. */
  readonly max: RatioNow | null;
  /** Without those whom an exception covers. */
  readonly patients: number;
  readonly heads: HeadCount;
  readonly required: number | null;
}

/** Something a rule says, before the pack gives it its name and severity. */
interface Words {
  /** Tells findings of one rule apart. */
  readonly reason?: string;
  readonly facts: Finding['facts'];
  readonly text: string;
}

/** A rule that is broken, or a remark of one that is not. */
export interface RuleSaid extends Words {
  readonly rule: RuleName;
  readonly breach: boolean;
}

/** Something worth knowing that is no rule. */
export interface Remark extends Words {
  readonly rule: 'no_figure' | 'no_average' | 'excepted' | 'load_prompt' | 'unknown_duty';
  readonly breach: false;
}

export type Said = RuleSaid | Remark;

export type Facts = Finding['facts'];

/** `1 nurse counts`, `2 nurses count`. */
export function people(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
