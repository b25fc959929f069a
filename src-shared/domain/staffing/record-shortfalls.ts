import type { WardEvent } from '../../contract/events/ward-event.ts';
import type { Alert } from '../../contract/state/alert.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import type { RecordedDeed, RecordedShortfall } from '../../contract/ward-record.ts';
import type { Staffing, WaivedShortfall } from '../../contract/state/staffing.ts';
import { utcWords } from './utc-words.ts';

type Told = Pick<RecordedShortfall, 'ruleId' | 'severity' | 'text' | 'facts' | 'since'>;

/** One time that a rule was broken: alerts and waivers come and go while it lasts. */
interface Entry {
  told: Told;
  /** The last one. */
  alert: Alert | null;
  endedAt: Time | null;
  readonly waived: { by: string; reason: string; from: Time; to: Time | null }[];
  readonly deeds: RecordedDeed[];
}

/** A ward's shortfalls during a shift, and what was done while each of them lasted. */
export class ShortfallLedger {
  readonly #entries: Entry[] = [];
  readonly #reasons: ReadonlyMap<string, string>;

  /** @param standing the ward as the shift began, at `from` */
  constructor(standing: WardState, from: Time, reasons: ReadonlyMap<string, string>) {
    this.#reasons = reasons;
    for (const alert of standing.alerts) {
      if (alert.status !== 'returned') this.#begin(alert).alert = alert;
    }
    if (standing.staffing !== null) this.#waive(standing.staffing, from);
  }

  /** @param before the ward as it was before the event */
  add(event: WardEvent, before: WardState): void {
    if ('alert' in event.data) return this.#ofAlert(event, event.data.alert);
    if (event.type === 'staffing.updated') this.#ofWaiver(event.data.staffing, before, event);
    const deed = this.#elsewhere(event, before);
    if (deed === null) return;
    for (const entry of this.#entries) {
      if (entry.endedAt === null) entry.deeds.push(deed);
    }
  }

  /** In the order in which they began. */
  told(from: Time, to: Time): RecordedShortfall[] {
    return this.#entries
      .toSorted((a, b) => (a.told.since < b.told.since ? -1 : 1))
      .map(({ told, alert, endedAt, waived, deeds }) => {
        const begin = told.since > from ? told.since : from;
        const end = endedAt ?? to;
        return {
          ...told,
          alertId: alert?.id ?? null,
          raisedAt: alert?.raisedAt ?? null,
          endedAt,
          seconds: Math.max(0, Math.round((Date.parse(end) - Date.parse(begin)) / 1000)),
          waived,
          deeds,
        };
      });
  }

  #begin({ ruleId, severity, text, facts, since }: Told): Entry {
    const told = { ruleId, severity, text, facts, since };
    const entry: Entry = { told, alert: null, endedAt: null, waived: [], deeds: [] };
    this.#entries.push(entry);
    return entry;
  }

  /** Since when a rule has been broken tells one time from the next. */
  #known({ ruleId, since }: Pick<Told, 'ruleId' | 'since'>): Entry | undefined {
    return this.#entries.findLast(({ told }) => told.ruleId === ruleId && told.since === since);
  }

  #ofAlert(event: WardEvent, alert: Alert): void {
    const raised = event.type === 'alert.raised';
    const known = raised
      ? this.#known(alert)
      : this.#entries.findLast((entry) => entry.alert?.id === alert.id);
    if (known === undefined && !raised) return;
    const entry = known ?? this.#begin(alert);
    const over = event.type === 'alert.returned' || event.type === 'alert.cleared';
    const silenced = over && isWaived(entry);
    const deed = silenced ? silencedDeed(event) : deedOf(event, entry.alert ?? alert, alert);
    if (deed !== null) entry.deeds.push(deed);
    entry.alert = alert;
    // The words and numbers stay those that were told first.
    entry.told = { ...entry.told, severity: alert.severity };
    if (raised) entry.endedAt = null;
    if (over && !silenced) entry.endedAt ??= event.at;
  }

  /** Begins and ends what goes on under a waiver. */
  #ofWaiver(staffing: Staffing, { alerts }: WardState, { at, actor: by }: WardEvent): void {
    const listed = new Set(staffing.waived.map(keyOf));
    for (const entry of this.#entries) {
      const span = entry.waived.at(-1);
      if (span?.to !== null) continue;
      const still = listed.has(keyOf(entry.told));
      if (still && isSame(span, staffing)) continue;
      span.to = at;
      if (still) continue;
      if (staffing.waiver === null) {
        entry.deeds.push({ at, by, what: 'waiver_ended', text: 'The waiver ended' });
      }
      // An alert that stands tells the end itself; one raised as the waiver ends takes it back.
      if (alerts.some(({ id, status }) => id === entry.alert?.id && status !== 'returned'))
        continue;
      entry.endedAt = at;
      if (staffing.waiver === null) continue;
      entry.deeds.push({ at, by, what: 'returned', text: 'The rule is kept again' });
    }
    this.#waive(staffing, at);
  }

  #waive({ waiver, waived }: Staffing, from: Time): void {
    if (waiver === null) return;
    for (const shortfall of waived) {
      const entry = this.#known(shortfall) ?? this.#begin(shortfall);
      if (isWaived(entry)) continue;
      entry.endedAt = null;
      entry.waived.push({ by: waiver.author, reason: waiver.reason, from, to: null });
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
          text: `Waived until ${utcWords(waiver.endsAt)}: ${waiver.reason}`,
        };
      }
      default:
        return null;
    }
  }
}

function keyOf({ ruleId, since }: Pick<WaivedShortfall, 'ruleId' | 'since'>): string {
  return `${ruleId} ${since}`;
}

function isWaived({ waived }: Entry): boolean {
  return waived.at(-1)?.to === null;
}

function isSame({ by, reason }: Entry['waived'][number], { waiver }: Staffing): boolean {
  return waiver?.author === by && waiver.reason === reason;
}

function silencedDeed({ at, actor: by }: WardEvent): RecordedDeed {
  return { at, by, what: 'waived', text: 'Silent under the waiver; the rule is still broken' };
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
      return { at, by, what: 'shelved', text: `Shelved until ${utcWords(until)}: ${reason}` };
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
