import type { PackBody } from '../../src-shared/contract/state/rule-pack.ts';
import type { Waiver } from '../../src-shared/contract/state/waiver.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import {
  type WardEvaluation,
  type WardFinding,
  waiverAt,
} from '../../src-shared/domain/staffing/evaluate-ward.ts';
import { evaluateStaffingRules } from '../../src-shared/domain/staffing/evaluate-staffing.ts';
import { type AnyPack, shippedPack } from '../../src-shared/domain/staffing/packs.ts';
import { type Counted, whoCounts } from '../../src-shared/domain/staffing/who-counts.ts';
import {
  conditionLines,
  type FigureLine,
  figuresOfUnit,
  linesBehind,
  unitOf,
} from './rule-figures.ts';

/** Everything a verdict on a ward rests on, made on this device by the function the gateway runs. */
export interface WardProof {
  readonly packTitle: string;
  readonly law: string;
  readonly version: number;
  /** Null for a ward that was never set up. */
  readonly evaluation: WardEvaluation | null;
  /** What the rule in question finds now; null: it is kept, or no rule is in question. */
  readonly finding: WardFinding | null;
  readonly others: readonly WardFinding[];
  readonly figures: readonly FigureLine[];
  readonly people: readonly Counted[];
  readonly waiver: Waiver | null;
}

/** Judges a ward at a moment, and lays out what that rests on. `ruleId` null: all rules. */
export function wardProof(
  state: WardState,
  pack: AnyPack,
  now: number,
  ruleId: string | null,
): WardProof {
  const at = new Date(now).toISOString();
  const waiver = waiverAt(state.staffing?.waiver ?? null, at);
  const evaluation = evaluateStaffingRules(state, at, pack, waiver);
  const findings = evaluation?.findings ?? [];
  const body = bodyOf(pack);
  return {
    packTitle: 'title' in pack ? pack.title : (shippedPack(pack.id)?.title ?? pack.id),
    law: body?.law ?? pack.id,
    version: pack.version,
    evaluation,
    finding: findings.find((finding) => finding.ruleId === ruleId) ?? null,
    others: findings.filter((finding) => finding.ruleId !== ruleId),
    figures: body === null ? [] : figuresBehind(body, state.unitType, ruleId),
    people: whoCounts(state, at, pack),
    waiver,
  };
}

function bodyOf(pack: AnyPack): PackBody | null {
  if ('body' in pack) return pack.body;
  const shipped = shippedPack(pack.id);
  return shipped?.version === pack.version ? shipped.body : null;
}

function figuresBehind(body: PackBody, unit: string | null, ruleId: string | null): FigureLine[] {
  if (ruleId !== null) return [...linesBehind(ruleId, body, unit)];
  const figures = unitOf(body, unit);
  return [...(figures === null ? [] : figuresOfUnit(figures)), ...conditionLines(body)];
}
