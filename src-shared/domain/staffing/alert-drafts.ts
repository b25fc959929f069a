import type { WardKey } from '../../contract/ids.ts';
import type { Alert } from '../../contract/state/alert.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import type { EventDraft } from '../board.ts';
import type { AlarmAction, AlarmMemory, RuleMemory } from './alarms.ts';

/** What is kept of a ward's rules beside its state, by rule: only of those broken or clearing. */
export type KeptAlarms = Readonly<
  Record<
    string,
    {
      readonly since: Time | null;
      readonly clearSince: Time | null;
      /** Absent for null. */
      readonly waivedSince?: Time;
    }
  >
>;

/** The memory of `alarmStep`: what is kept, with what the ward's own alerts say. */
export function memoryOf(
  kept: KeptAlarms,
  { alerts, staffing }: Pick<WardState, 'alerts' | 'staffing'>,
): AlarmMemory {
  const memory = new Map<string, RuleMemory>();
  const listed = new Set(staffing?.waived.map(({ ruleId }) => ruleId));
  for (const [ruleId, { since, clearSince, waivedSince = null }] of Object.entries(kept)) {
    const waived = listed.has(ruleId);
    memory.set(ruleId, { since, clearSince, waivedSince, raised: null, waived });
  }
  for (const { ruleId, status, severity, facts, since } of alerts) {
    if (status === 'returned') continue;
    const known = memory.get(ruleId) ?? {
      since,
      clearSince: null,
      waivedSince: null,
      waived: false,
    };
    memory.set(ruleId, { ...known, raised: { severity, facts } });
  }
  return memory;
}

/** The part of a memory that the ward's state does not hold. */
export function keptOf(memory: AlarmMemory): KeptAlarms {
  return Object.fromEntries(
    [...memory].map(([ruleId, { since, clearSince, waivedSince }]) => [
      ruleId,
      { since, clearSince, ...(waivedSince === null ? {} : { waivedSince }) },
    ]),
  );
}

/**
 * The events that a step of a ward's alarms comes to (ISA-18.2). One whose rule is kept again goes
 * where somebody acknowledged or shelved it, and else stays as `returned` until somebody does; if
 * the rule is broken anew before, a new alert takes its place. One that a waiver silences goes at
 * once: the waiver's author has seen it.
 */
export function alertDrafts(
  ward: WardKey,
  { alerts }: Pick<WardState, 'alerts'>,
  actions: readonly AlarmAction[],
  at: Time,
  newId: () => string,
): EventDraft[] {
  const standing = new Map(alerts.map((alert) => [alert.ruleId, alert]));
  return actions.flatMap((action): EventDraft[] => {
    if (action.does === 'clear') {
      const alert = standing.get(action.ruleId);
      if (alert === undefined) return [];
      return [action.waived ? clearedDraft(ward, alert) : overDraft(ward, alert)];
    }
    const { ruleId, severity, facts, text } = action.finding;
    const before = standing.get(ruleId);
    if (action.does === 'update') {
      if (before === undefined) return [];
      const alert: Alert = { ...before, severity, facts, text };
      return [{ ward, type: 'alert.updated', data: { alert } }];
    }
    const alert: Alert = {
      id: newId(),
      ruleId,
      severity,
      status: 'unacknowledged',
      raisedAt: at,
      since: action.since,
      facts,
      text,
      acknowledged: null,
      shelved: null,
      escalation: { since: at, steps: [] },
    };
    return [
      ...(before === undefined ? [] : [clearedDraft(ward, before)]),
      { ward, type: 'alert.raised', data: { alert } },
    ];
  });
}

function overDraft(ward: WardKey, alert: Alert): EventDraft {
  if (alert.status !== 'unacknowledged') return clearedDraft(ward, alert);
  return { ward, type: 'alert.returned', data: { alert: { ...alert, status: 'returned' } } };
}

function clearedDraft(ward: WardKey, alert: Alert): EventDraft {
  return { ward, type: 'alert.cleared', data: { alert } };
}

/** Alerts whose time on the shelf is over come back as if they had just been raised. */
export function unshelvedDrafts(
  ward: WardKey,
  { alerts }: Pick<WardState, 'alerts'>,
  at: Time,
): EventDraft[] {
  return alerts
    .filter(({ shelved }) => shelved !== null && shelved.until <= at)
    .map((alert) => ({ ward, type: 'alert.updated', data: { alert: offTheShelf(alert, at) } }));
}

/** An alert that is nobody's again. */
export function offTheShelf(alert: Alert, at: Time): Alert {
  return {
    ...alert,
    status: 'unacknowledged',
    shelved: null,
    acknowledged: null,
    escalation: { since: at, steps: [] },
  };
}
