import type {
  EvaluateStaffing,
  EvaluateStaffingAnswer,
} from '../../contract/commands/evaluate-staffing.ts';
import { Refusal } from '../refusal.ts';
import { evaluateWard } from './evaluate-ward.ts';
import { type AnyPack, evaluablePacks, rulesOf, shippedPack } from './packs.ts';
import { requireSoundRules } from './require-sound-rules.ts';
import { factsOfQuestion } from './ward-facts.ts';

/** A body that came with a question is no version of anything yet. */
const NO_VERSION = 0;

/**
 * What the rules would say to so many patients and these people. Compliant is where no finding is
 * more than a notice. `pack` is the hospital's own where it has one of that id; else the one that
 * ships, with the body of the question if that brings one. Refuses with `unknown_unit`, naming what
 * is known, and with `invalid_request` an exception that does not apply, or a body that cannot be what
 * was meant or that says of a figure of its own that the law has it.
 */
export function whatIf(
  question: EvaluateStaffing,
  pack: AnyPack | undefined = packOf(question),
): EvaluateStaffingAnswer {
  if (question.body !== undefined) requireSoundRules(question.body);
  const rules = pack && rulesOf(pack);
  if (pack === undefined || rules === undefined) {
    const known = evaluablePacks().join(', ');
    const detail = `The pack ${question.pack} cannot be evaluated here. Packs: ${known}.`;
    throw new Refusal('unknown_unit', detail);
  }
  if (rules.get(question.unit) === undefined) {
    const known = rules.units.length === 0 ? 'those of every pack' : rules.units.join(', ');
    const detail = `The pack ${question.pack} has no unit "${question.unit}". Units: ${known}.`;
    throw new Refusal('unknown_unit', detail);
  }
  const { required, counted, compliant, findings } = evaluateWard(factsOfQuestion(question), pack);
  return {
    requiredNurses: required,
    countedNurses: counted,
    compliant,
    findings: findings.map(({ ruleId, severity, facts, text }) => {
      return { ruleId, severity, facts, text };
    }),
  };
}

function packOf({ pack: id, body }: EvaluateStaffing): AnyPack | undefined {
  if (body === undefined) return shippedPack(id);
  return { id, version: NO_VERSION, title: id, author: null, body };
}
