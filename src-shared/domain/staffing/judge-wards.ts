import type { WardEventType } from '../../contract/events/ward-event.ts';
import type { WardKey } from '../../contract/ids.ts';
import type { LogState } from '../../contract/state/log-state.ts';
import type { WaivedShortfall } from '../../contract/state/staffing.ts';
import type { Waiver } from '../../contract/state/waiver.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import type { EventDraft } from '../board.ts';
import { logsAfter } from '../board-after.ts';
import { applyEvent } from '../log/apply-event.ts';
import { isHouse } from '../log/log-kind.ts';
import { alarmStep, type WaivedRule } from './alarms.ts';
import { alertDrafts, keptOf, type KeptAlarms, memoryOf, unshelvedDrafts } from './alert-drafts.ts';
import { evaluateStaffingRules, nextStaffingChange, verdictOf } from './evaluate-staffing.ts';
import type { AnyPack } from './packs.ts';
import { verdictChange } from './with-staffing.ts';

/** By what a ward is judged. */
export interface WardRules {
  readonly pack: AnyPack;
  /** Null once it has ended. */
  readonly waiver: Waiver | null;
}

/** What is kept of a ward beside its state, for its alarms. */
export interface WardAlarms {
  readonly rules: KeptAlarms;
  /** When the ward has to be judged again although nothing happens; null: never. */
  readonly dueAt: Time | null;
}

export interface Judgement {
  /** The drafts given, then what the rules say to them: verdicts, and alerts raised or ended. */
  readonly drafts: readonly EventDraft[];
  /** The logs after all of them; those given are as they were. */
  readonly logs: ReadonlyMap<WardKey, LogState>;
  /** Of each ward that was judged. */
  readonly alarms: ReadonlyMap<WardKey, WardAlarms>;
}

export interface Judging {
  readonly at: Time;
  readonly rules: (ward: WardKey) => WardRules;
  readonly alarms: (ward: WardKey) => KeptAlarms;
  /** A fresh UUID at each call. */
  readonly newId: () => string;
  /** Every ward is judged, also one that nothing happened in: time alone may have changed it. */
  readonly always: boolean;
}

/** Types of events after which every rule says what it said before. */
const WITHOUT_CONSEQUENCE: ReadonlySet<WardEventType> = new Set([
  'assignment.updated',
  'handover.noted',
]);

/**
 * What a transition decided, with what the staffing rules say to it at that moment: a
 * `staffing.updated` for each ward whose verdict is another now, and the alerts whose time has come
 * with it. Pure; the only place where alerts are raised and ended, for commands and for the clock.
 */
export function judgeWards(
  logs: ReadonlyMap<WardKey, LogState>,
  drafts: readonly EventDraft[],
  judging: Judging,
): Judgement {
  const after = new Map(logsAfter(logs, drafts));
  const said: EventDraft[] = [];
  const alarms = new Map<WardKey, WardAlarms>();
  const touched = new Set(
    drafts.filter(({ type }) => !WITHOUT_CONSEQUENCE.has(type)).map(({ ward }) => ward),
  );
  for (const [ward, state] of after) {
    if (isHouse(state) || state.unitType === null) continue;
    if (!judging.always && !touched.has(ward)) continue;
    const judged = judgeWard(ward, state, judging);
    said.push(...judged.drafts);
    alarms.set(ward, judged.alarms);
    after.set(ward, judged.state);
  }
  return { drafts: [...drafts, ...said], logs: after, alarms };
}

interface JudgedWard {
  readonly drafts: readonly EventDraft[];
  readonly state: WardState;
  readonly alarms: WardAlarms;
}

function judgeWard(ward: WardKey, state: WardState, judging: Judging): JudgedWard {
  const { at, newId } = judging;
  const { pack, waiver } = judging.rules(ward);
  const evaluation = evaluateStaffingRules(state, at, pack, waiver);
  const findings = evaluation?.findings ?? [];
  const step = alarmStep(memoryOf(judging.alarms(ward), state), findings, at, pack);
  const waived = waiver === null ? [] : waivedShortfalls(step.waived, state);
  const verdict =
    evaluation === null
      ? null
      : verdictChange(ward, state, at, { ...verdictOf(evaluation, state, pack), waiver, waived });
  const first = [
    ...(verdict === null ? [] : [verdict]),
    ...alertDrafts(ward, state, step.actions, at, newId),
  ];
  const between = first.reduce((now, draft) => applyEvent(now, draft), state);
  const back = unshelvedDrafts(ward, between, at);
  const next = back.reduce((now, draft) => applyEvent(now, draft), between);
  const dueAt = earliest([
    step.nextAt,
    nextStaffingChange(next, at, pack, waiver),
    ...next.alerts.map(({ shelved }) => shelved?.until ?? null),
  ]);
  return {
    drafts: [...first, ...back],
    state: next,
    alarms: { rules: keptOf(step.memory), dueAt },
  };
}

/** Those that were listed before stay as they were. */
function waivedShortfalls(
  rules: readonly WaivedRule[],
  { staffing }: Pick<WardState, 'staffing'>,
): WaivedShortfall[] {
  return rules.flatMap(({ ruleId, since, finding }) => {
    const listed = staffing?.waived.find((one) => one.ruleId === ruleId && one.since === since);
    const told = listed ?? finding;
    if (told === null) return [];
    const { severity, facts, text } = told;
    return [{ ruleId, severity, since, facts, text }];
  });
}

function earliest(times: readonly (Time | null)[]): Time | null {
  return times.reduce((a, b) => (a === null || (b !== null && b < a) ? b : a), null);
}
