import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import type { WardFinding } from '../../src-shared/domain/staffing/evaluate-ward.ts';
import {
  evaluateStaffingRules,
  nextStaffingChange,
} from '../../src-shared/domain/staffing/evaluate-staffing.ts';
import type { AnyPack } from '../../src-shared/domain/staffing/packs.ts';

/** A rule that time alone has broken, as far as this device can tell. */
export interface OfflineFinding {
  readonly finding: WardFinding;
  /** Since when, in milliseconds. */
  readonly since: number;
}

/** Moments looked at between the last data and now; far more than a ward's shifts and breaks. */
const MAX_MOMENTS = 500;

/**
 * What the rules would raise in a ward that cannot be heard, and no alert on its board tells of:
 * from its last data, judged at every moment at which a shift ends, a break is up or the rules ask
 * for something else, up to `now`. Waived rules and those not broken for their hold time are left out.
 */
export function offlineFindings(
  state: WardState,
  pack: AnyPack,
  now: number,
): readonly OfflineFinding[] {
  const waiver = state.staffing?.waiver ?? null;
  const told = new Set(state.alerts.map((alert) => alert.ruleId));
  const since = new Map<string, number>();
  let findings: readonly WardFinding[] = [];
  for (const at of momentsUntil(state, pack, now)) {
    const evaluation = evaluateStaffingRules(state, new Date(at).toISOString(), pack, waiver);
    findings = (evaluation?.findings ?? []).filter(
      ({ holdMs, waived }) => holdMs !== null && waived === null,
    );
    const broken = new Set(findings.map((finding) => finding.ruleId));
    for (const ruleId of since.keys()) if (!broken.has(ruleId)) since.delete(ruleId);
    for (const ruleId of broken) if (!since.has(ruleId)) since.set(ruleId, at);
  }
  return findings.flatMap((finding) => {
    const from = since.get(finding.ruleId) ?? now;
    const isDue = now - from >= (finding.holdMs ?? 0);
    return isDue && !told.has(finding.ruleId) ? [{ finding, since: from }] : [];
  });
}

/** From the last verdict on, ending with `now`. */
function momentsUntil(state: WardState, pack: AnyPack, now: number): number[] {
  const end = new Date(now).toISOString();
  const start = state.staffing?.asOf ?? end;
  const moments = start < end ? [Date.parse(start)] : [];
  let next = nextStaffingChange(state, start, pack, state.staffing?.waiver ?? null);
  while (next !== null && next < end && moments.length < MAX_MOMENTS) {
    moments.push(Date.parse(next));
    next = nextStaffingChange(state, next, pack, state.staffing?.waiver ?? null);
  }
  return [...moments, now];
}
