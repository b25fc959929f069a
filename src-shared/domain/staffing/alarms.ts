import type { Finding } from '../../contract/commands/evaluate-staffing.ts';
import type { Severity } from '../../contract/state/alert.ts';
import type { Time } from '../../contract/time.ts';
import { canonicalJson } from '../log/canonical-json.ts';
import type { WardFinding } from './evaluate-ward.ts';
import { type AnyPack, rulesOf } from './packs.ts';

/** What is remembered of a rule in a ward. Of a rule that is kept and not raised, nothing is. */
export interface RuleMemory {
  /** Since when it has been broken. While an alert is raised it stays, also as it clears. */
  readonly since: Time | null;
  /** Since when it has been kept again, while its alert is still raised. */
  readonly clearSince: Time | null;
  /** Since when it has been broken under a waiver, while its alert is still raised. */
  readonly waivedSince: Time | null;
  /** What the open alert says; null while none is raised. */
  readonly raised: { readonly severity: Severity; readonly facts: Finding['facts'] } | null;
  /** It would be raised, were it not waived. */
  readonly waived: boolean;
}

/** By rule id. */
export type AlarmMemory = ReadonlyMap<string, RuleMemory>;

export type AlarmAction =
  | { readonly does: 'raise'; readonly since: Time; readonly finding: WardFinding }
  /** Other numbers, or another severity, of an alert that is raised. */
  | { readonly does: 'update'; readonly finding: WardFinding }
  /** `waived`: the rule is still broken. */
  | { readonly does: 'clear'; readonly ruleId: string; readonly waived: boolean };

/** A rule that stays broken under a waiver; `finding` null as it clears. */
export interface WaivedRule {
  readonly ruleId: string;
  readonly since: Time;
  readonly finding: WardFinding | null;
}

export interface AlarmStep {
  readonly memory: AlarmMemory;
  /** Sorted by rule; at most one a rule. */
  readonly actions: readonly AlarmAction[];
  /** Sorted by rule. */
  readonly waived: readonly WaivedRule[];
  /** When the next alert is due to be raised or cleared if nothing happens; null for none. */
  readonly nextAt: Time | null;
}

/** For a rule that the pack in force does not have: an alert of one that was in force before. */
const FOREIGN_CLEAR_MS = 60_000;

/**
 * What becomes of a ward's alerts as its rules are judged anew at `at`, never before the last time.
 * A rule's alert is raised once the rule has been broken for its hold time without a break, and
 * cleared once it has been kept for its clear time likewise, so that whatever the input does, an
 * alert and its end are at least these times apart. Notices raise nothing. What is waived is told
 * instead of raised, after the same times, and an alert of it clears; since when it was broken
 * outlives the waiver. Kept and waived are two conditions: neither adds to the time of the other.
 */
export function alarmStep(
  memory: AlarmMemory,
  findings: readonly WardFinding[],
  at: Time,
  pack: AnyPack,
): AlarmStep {
  const broken = new Map(findings.filter(alarms).map((finding) => [finding.ruleId, finding]));
  const steps = [...new Set([...memory.keys(), ...broken.keys()])].sort().map((ruleId) => {
    const before = memory.get(ruleId) ?? UNTOUCHED;
    const finding = broken.get(ruleId);
    if (finding === undefined) return whileKept(ruleId, before, at, clearMsOf(ruleId, pack));
    if (finding.waived === null) return whileBroken(finding, before, at);
    return whileWaived(finding, before, at, clearMsOf(ruleId, pack));
  });
  return {
    memory: new Map(steps.flatMap(({ ruleId, after }) => (after ? [[ruleId, after]] : []))),
    actions: steps.flatMap(({ action }) => (action ? [action] : [])),
    waived: steps.flatMap(({ ruleId, after }) => {
      if (after?.waived !== true || after.since === null) return [];
      return [{ ruleId, since: after.since, finding: broken.get(ruleId) ?? null }];
    }),
    nextAt: steps.reduce<Time | null>((next, { due }) => earlier(next, due), null),
  };
}

interface RuleStep {
  readonly ruleId: string;
  /** Null: nothing to remember. */
  readonly after: RuleMemory | null;
  readonly action: AlarmAction | null;
  readonly due: Time | null;
}

const UNTOUCHED: RuleMemory = {
  since: null,
  clearSince: null,
  waivedSince: null,
  raised: null,
  waived: false,
};

type Alarming = WardFinding & { readonly holdMs: number };

function alarms(finding: WardFinding): finding is Alarming {
  return finding.holdMs !== null;
}

function whileBroken(finding: Alarming, before: RuleMemory, at: Time): RuleStep {
  const { ruleId, severity, facts, holdMs } = finding;
  const since = before.since ?? at;
  const told = { severity, facts };
  if (before.raised !== null) {
    const same = canonicalJson(told) === canonicalJson(before.raised);
    const after = { ...UNTOUCHED, since, raised: told };
    return { ruleId, after, action: same ? null : { does: 'update', finding }, due: null };
  }
  const due = later(since, holdMs);
  if (due > at) {
    return { ruleId, after: { ...UNTOUCHED, since }, action: null, due };
  }
  const after = { ...UNTOUCHED, since, raised: told };
  return { ruleId, after, action: { does: 'raise', since, finding }, due: null };
}

function whileWaived(
  { ruleId, holdMs }: Alarming,
  before: RuleMemory,
  at: Time,
  clearMs: number,
): RuleStep {
  const since = before.since ?? at;
  if (before.raised === null) {
    const due = later(since, holdMs);
    const waived = before.waived || due <= at;
    const after = { ...UNTOUCHED, since, waived };
    return { ruleId, after, action: null, due: waived ? null : due };
  }
  const waivedSince = before.waivedSince ?? at;
  const due = later(waivedSince, clearMs);
  if (due > at) {
    const after = { ...before, since, clearSince: null, waivedSince, waived: true };
    return { ruleId, after, action: null, due };
  }
  const action = { does: 'clear', ruleId, waived: true } as const;
  return { ruleId, after: { ...UNTOUCHED, since, waived: true }, action, due: null };
}

function whileKept(ruleId: string, before: RuleMemory, at: Time, clearMs: number): RuleStep {
  if (before.raised === null && !before.waived) {
    return { ruleId, after: null, action: null, due: null };
  }
  const clearSince = before.clearSince ?? at;
  const due = later(clearSince, clearMs);
  if (due > at) {
    return { ruleId, after: { ...before, clearSince, waivedSince: null }, action: null, due };
  }
  const action =
    before.raised === null ? null : ({ does: 'clear', ruleId, waived: false } as const);
  return { ruleId, after: null, action, due: null };
}

/** A rule's id is `pack.rule`, or `pack.rule.reason`; a pack's id may have dots too. */
function clearMsOf(ruleId: string, pack: AnyPack): number {
  const prefix = `${pack.id}.`;
  const rules = rulesOf(pack);
  if (rules === undefined || !ruleId.startsWith(prefix)) return FOREIGN_CLEAR_MS;
  const [name = ''] = ruleId.slice(prefix.length).split('.');
  const settings: Readonly<Record<string, { readonly clearMs: number }>> = rules.alarms;
  return settings[name]?.clearMs ?? FOREIGN_CLEAR_MS;
}

function later(time: Time, ms: number): Time {
  return new Date(Date.parse(time) + ms).toISOString();
}

function earlier(a: Time | null, b: Time | null): Time | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
