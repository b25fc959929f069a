import type { WardEvent } from '../../contract/events/ward-event.ts';
import type { Alert } from '../../contract/state/alert.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import type { RecordedDeed, RecordedShortfall } from '../../contract/ward-record.ts';

interface Entry {
  alert: Alert;
  endedAt: Time | null;
  readonly deeds: RecordedDeed[];
}

/** A ward's shortfalls during a shift, and what was done while each of them lasted. */
export class ShortfallLedger {
  readonly #entries = new Map<string, Entry>();
  readonly #reasons: ReadonlyMap<string, string>;

  constructor(standing: readonly Alert[], reasons: ReadonlyMap<string, string>) {
    this.#reasons = reasons;
    for (const alert of standing) {
      if (alert.status !== 'returned')
        this.#entries.set(alert.id, { alert, endedAt: null, deeds: [] });
    }
  }

  /** @param before the ward as it was before the event */
  add(event: WardEvent, before: WardState): void {
    if ('alert' in event.data) return this.#ofAlert(event, event.data.alert);
    const deed = this.#elsewhere(event, before);
    if (deed === null) return;
    for (const entry of this.#entries.values()) {
      if (entry.endedAt === null) entry.deeds.push(deed);
    }
  }

  /** In the order in which they began. */
  told(from: Time, to: Time): RecordedShortfall[] {
    return [...this.#entries.values()]
      .sort((a, b) => (a.alert.since < b.alert.since ? -1 : 1))
      .map(({ alert, endedAt, deeds }) => {
        const begin = alert.since > from ? alert.since : from;
        const end = endedAt ?? to;
        return {
          alertId: alert.id,
          ruleId: alert.ruleId,
          severity: alert.severity,
          text: alert.text,
          facts: alert.facts,
          since: alert.since,
          raisedAt: alert.raisedAt,
          endedAt,
          seconds: Math.max(0, Math.round((Date.parse(end) - Date.parse(begin)) / 1000)),
          deeds,
        };
      });
  }

  #ofAlert(event: WardEvent, alert: Alert): void {
    const known = this.#entries.get(alert.id);
    if (known === undefined && event.type !== 'alert.raised') return;
    const entry: Entry = known ?? { alert, endedAt: null, deeds: [] };
    this.#entries.set(alert.id, entry);
    const deed = deedOf(event, entry.alert, alert);
    if (deed !== null) entry.deeds.push(deed);
    // The words and numbers stay those that raised it.
    entry.alert = { ...alert, text: entry.alert.text, facts: entry.alert.facts };
    if (event.type === 'alert.returned' || event.type === 'alert.cleared') {
      entry.endedAt ??= event.at;
    }
  }

  /** What people do about a shortfall is done to nurses and patients. */
  #elsewhere(event: WardEvent, before: WardState): RecordedDeed | null {
    const { at, actor: by, commandId } = event;
    const given = commandId === null ? undefined : this.#reasons.get(commandId);
    const because = given === undefined ? '' : `: ${given}`;
    switch (event.type) {
      case 'nurse.arrived':
        return { at, by, what: 'nurse_moved_in', text: `${event.data.nurse.name} came${because}` };
      case 'nurse.left':
        if (event.data.moveId === undefined) return null;
        return { at, by, what: 'nurse_moved_out', text: `${event.data.nurse.name} went${because}` };
      case 'shift.started':
        return { at, by, what: 'shift_started', text: `${event.data.nurse.name} came on shift` };
      case 'shift.ended':
        return {
          at,
          by,
          what: 'shift_ended',
          text: `${event.data.nurse.name} went off shift${because}`,
        };
      case 'stay.left':
        return {
          at,
          by,
          what: 'patient_moved_out',
          text: `${event.data.stay.patient.label} was transferred`,
        };
      case 'stay.discharged':
        return {
          at,
          by,
          what: 'patient_discharged',
          text: `${event.data.stay.patient.label} was discharged`,
        };
      case 'staffing.updated': {
        const { waiver } = event.data.staffing;
        if (waiver === null || before.staffing?.waiver?.endsAt === waiver.endsAt) return null;
        return {
          at,
          by: waiver.author,
          what: 'waived',
          text: `Waived until ${waiver.endsAt}: ${waiver.reason}`,
        };
      }
      default:
        return null;
    }
  }
}

function deedOf(event: WardEvent, before: Alert, alert: Alert): RecordedDeed | null {
  const { at, actor: by } = event;
  switch (event.type) {
    case 'alert.raised':
      return { at, by, what: 'raised', text: alert.text };
    case 'alert.acknowledged':
      return { at, by, what: 'acknowledged', text: 'Acknowledged' };
    case 'alert.shelved': {
      const { until, reason } = alert.shelved ?? { until: at, reason: '' };
      return { at, by, what: 'shelved', text: `Shelved until ${until}: ${reason}` };
    }
    case 'alert.returned':
      return { at, by, what: 'returned', text: 'The rule is kept again' };
    case 'alert.cleared':
      return { at, by, what: 'cleared', text: 'Cleared' };
    case 'alert.updated': {
      if (before.status === 'shelved' && alert.status !== 'shelved') {
        return { at, by, what: 'unshelved', text: 'Back from the shelf' };
      }
      const step = alert.escalation.steps.at(-1);
      if (step === undefined || step.at !== at) return null;
      const to = step.to.replace('_', ' ');
      const text = `Escalated to the ${to} (${String(step.notified)} told)`;
      return { at, by, what: 'escalated', text };
    }
    default:
      return null;
  }
}
