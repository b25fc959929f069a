import type { Finding } from '../../contract/commands/evaluate-staffing.ts';
import type { Waiver } from '../../contract/state/waiver.ts';
import type { Time } from '../../contract/time.ts';
import { unitName } from './unit-name.ts';
import { utcWords } from './utc-words.ts';
import { besidesNow, dutyFindings } from './duty-findings.ts';
import { withoutExcepted } from './exceptions.ts';
import { headCount } from './head-count.ts';
import { hoursFindings } from './hours-findings.ts';
import type { Judged, Said } from './judged.ts';
import { type AnyPack, rulesFor } from './packs.ts';
import { patientFindings } from './patient-findings.ts';
import { momentOf, ratioAt } from './ratio-at.ts';
import { requiredInAll } from './required-nurses.ts';
import type { UnitRules } from './unit-rule.ts';
import type { WardFacts } from './ward-facts.ts';

/** A finding that may become an alert. */
export interface WardFinding extends Finding {
  /** How long it has to hold before an alert is raised; null: it never is one. */
  readonly holdMs: number | null;
  /** The waiver under which it raises nothing. */
  readonly waived: Waiver | null;
}

/** What a pack says of a ward. `required` is null where it has no figure in force for the unit. */
export interface WardEvaluation {
  readonly required: number | null;
  readonly counted: number;
  /** No rule is broken, or only under a waiver. */
  readonly compliant: boolean;
  /** Sorted by rule. */
  readonly findings: readonly WardFinding[];
}

/**
 * What a pack says of a ward at a time: nurses required and counted, and everything its rules find,
 * with every number. Pure; the order of what it is given does not matter. A unit that the pack does
 * not know, or a pack that is not here, makes a notice. Refuses with `invalid_request` an exception
 * that the pack does not have for the unit.
 */
export function evaluateWard(
  facts: WardFacts,
  pack: AnyPack,
  waiver: Waiver | null = null,
): WardEvaluation {
  const { rules, rule } = rulesFor(facts.unit, pack);
  const excepted = withoutExcepted(facts, rules);
  const { patients, wholeUnit } = excepted;
  const moment = momentOf(rules, facts.at, facts.shift);
  const chargePosts = besidesNow(rule.inCharge, { moment, patients });
  const heads = headCount(facts.staff, rule, rules.conditions, chargePosts);
  const max = ratioAt(rule, moment);
  const required = requiredInAll(rule, max?.value ?? null, patients, facts.acuity);
  const judged: Judged = { facts, rules, rule, moment, max, patients, heads, required };
  const said = wholeUnit ? [] : everythingSaid(judged);
  const underWaiver = waiverAt(waiver, facts.at);
  const findings = [...said, ...excepted.remarks]
    .map((one) => named(one, pack.id, rules, underWaiver))
    .sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
  return {
    required: wholeUnit ? null : required,
    counted: heads.counted,
    compliant: findings.every(({ severity, waived }) => severity === 'notice' || waived !== null),
    findings,
  };
}

function everythingSaid(judged: Judged): Said[] {
  return [
    ...noFigure(judged),
    ...patientFindings(judged),
    ...hoursFindings(judged),
    ...dutyFindings(judged),
  ];
}

function noFigure({ facts: { unit }, rule: { withoutMax }, required }: Judged): Said[] {
  if (required !== null) return [];
  const why = withoutMax.replace(/\.$/, '');
  return [
    {
      rule: 'no_figure',
      breach: false,
      facts: { unit },
      text: `No number of nurses is required for ${unitName(unit)}: ${why}.`,
    },
  ];
}

/** A waiver that holds at a moment. */
export function waiverAt(waiver: Waiver | null, at: Time | null): Waiver | null {
  return waiver !== null && at !== null && at < waiver.endsAt ? waiver : null;
}

function named(said: Said, packId: string, rules: UnitRules, waiver: Waiver | null): WardFinding {
  const { facts } = said;
  const reason = said.reason === undefined ? '' : `.${said.reason}`;
  const ruleId = `${packId}.${said.rule}${reason}`;
  if (!said.breach) {
    return { ruleId, severity: 'notice', facts, text: said.text, holdMs: null, waived: null };
  }
  const { severity, holdMs } = rules.alarms[said.rule];
  const text =
    waiver === null
      ? said.text
      : `${said.text} Waived until ${utcWords(waiver.endsAt)} by ${waiver.author}: ${waiver.reason}`;
  return { ruleId, severity, facts, text, holdMs, waived: waiver };
}
