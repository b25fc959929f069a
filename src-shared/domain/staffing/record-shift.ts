import type { WardEvent } from '../../contract/events/ward-event.ts';
import type { Nurse } from '../../contract/state/nurse.ts';
import type { Staffing } from '../../contract/state/staffing.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import type { RecordedNurse, WardRecord } from '../../contract/ward-record.ts';
import { findById } from '../log/by-id.ts';
import { applyEvent } from '../log/apply-event.ts';
import { ShortfallLedger } from './record-shortfalls.ts';
import type { WardShift } from './shift-of-ward.ts';

/** What a shift's record is made from. */
export interface ShiftHistory {
  readonly shift: WardShift;
  /** The ward as the shift began. */
  readonly before: WardState;
  /** Its events up to `asOf`, in order. */
  readonly events: readonly WardEvent[];
  /** Up to when the events are known; the shift's end where it is over. */
  readonly asOf: Time;
  /** What the actor of a command gave as a reason, by the command's id. */
  readonly reasons: ReadonlyMap<string, string>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Duty = Mutable<RecordedNurse['duty'][number]>;
type Break = Mutable<RecordedNurse['breaks'][number]>;
type Patient = Mutable<RecordedNurse['patients'][number]>;

interface NurseEntry {
  readonly nurse: Nurse;
  readonly duty: Duty[];
  readonly breaks: Break[];
  readonly patients: Map<string, Patient>;
}

/**
 * The record of one shift of a ward, and the ward as it was at the end: who was there, who had
 * whom, who was relieved by whom, what the rules said and what was done about each shortfall. A
 * function of the ward's events and of the reasons given with them.
 */
export function recordShift(history: ShiftHistory): { record: WardRecord; after: WardState } {
  const { shift, before, asOf } = history;
  const ledger = new ShiftLedger(history);
  for (const event of history.events) ledger.add(event);
  const after = ledger.state;
  const record: WardRecord = {
    hospitalId: before.hospitalId,
    wardId: before.wardId,
    wardName: after.name,
    unitType: after.unitType,
    ...shift,
    complete: asOf >= shift.endsAt,
    asOf,
    nurses: ledger.nurses(),
    staffing: ledger.staffing,
    patients: { atStart: before.stays.length, atEnd: after.stays.length, most: ledger.most },
    shortfalls: ledger.shortfalls.told(shift.startsAt, asOf),
  };
  return { record, after };
}

class ShiftLedger {
  state: WardState;
  most: number;
  readonly staffing: WardRecord['staffing'] = [];
  readonly shortfalls: ShortfallLedger;
  readonly #nurses = new Map<string, NurseEntry>();
  readonly #history: ShiftHistory;

  constructor(history: ShiftHistory) {
    const { before, shift, reasons } = history;
    this.#history = history;
    this.state = before;
    this.most = before.stays.length;
    this.shortfalls = new ShortfallLedger(before, shift.startsAt, reasons);
    for (const nurse of before.nurses) {
      if (nurse.shift !== null) this.#begin(nurse, shift.startsAt);
      if (nurse.onBreakUntil !== null && nurse.onBreakUntil > shift.startsAt) {
        this.#rest(nurse, shift.startsAt);
      }
    }
    for (const assignment of before.assignments) this.#assign(assignment, before);
    if (before.staffing !== null) this.#judge(before.staffing, shift.startsAt);
  }

  add(event: WardEvent): void {
    const { at } = event;
    const before = this.state;
    this.state = applyEvent(before, event);
    this.most = Math.max(this.most, this.state.stays.length);
    this.shortfalls.add(event, before);
    const reason =
      event.commandId === null ? undefined : this.#history.reasons.get(event.commandId);
    switch (event.type) {
      case 'shift.started':
        return this.#begin(
          event.data.nurse,
          later(event.data.nurse.shift?.startsAt ?? at, this.#history.shift.startsAt),
        );
      case 'nurse.arrived':
        return this.#begin(event.data.nurse, at);
      case 'shift.ended':
        return this.#leave(event.data.nurse, event.data.nurse.shift?.endsAt ?? at, reason);
      case 'nurse.left':
        return this.#leave(event.data.nurse, at, reason);
      case 'nurse.break_started':
        this.#wake(event.data.nurse, at);
        return this.#rest(event.data.nurse, at);
      case 'nurse.break_ended':
        return this.#wake(event.data.nurse, at);
      case 'assignment.started':
      case 'assignment.updated':
        return this.#assign(event.data.assignment, this.state);
      case 'assignment.ended':
        return this.#unassign(event.data.assignment, at);
      case 'staffing.updated':
        return this.#judge(event.data.staffing, at);
      default:
    }
  }

  /** By id, with open breaks ended where their time is up. */
  nurses(): RecordedNurse[] {
    const { asOf } = this.#history;
    return [...this.#nurses.values()]
      .sort((a, b) => (a.nurse.id < b.nurse.id ? -1 : 1))
      .map(({ nurse, duty, breaks, patients }) => ({
        nurseId: nurse.id,
        name: nurse.name,
        licence: nurse.licence,
        competencies: nurse.competencies,
        duty,
        breaks: breaks.map((one) =>
          one.to === null && one.until <= asOf ? { ...one, to: one.until } : one,
        ),
        patients: [...patients.values()],
      }));
  }

  #entry(nurse: Nurse): NurseEntry {
    const known = this.#nurses.get(nurse.id);
    const entry = known ?? { nurse, duty: [], breaks: [], patients: new Map<string, Patient>() };
    this.#nurses.set(nurse.id, { ...entry, nurse });
    return entry;
  }

  #begin(nurse: Nurse, from: Time): void {
    const { duty } = this.#entry(nurse);
    if (duty.at(-1)?.to === null) return;
    duty.push({ from, to: null, endReason: null });
  }

  #leave(nurse: Nurse, at: Time, reason: string | undefined): void {
    const last = this.#entry(nurse).duty.at(-1);
    if (last?.to === null) {
      last.to = later(at, last.from);
      last.endReason = reason ?? null;
    }
    this.#wake(nurse, at);
  }

  #rest(nurse: Nurse, from: Time): void {
    const { onBreakUntil: until, relievedBy } = nurse;
    if (until === null) return;
    const reliever = relievedBy === null ? null : findById(this.state.nurses, relievedBy);
    this.#entry(nurse).breaks.push({
      from,
      to: null,
      until,
      relievedBy:
        relievedBy === null ? null : { nurseId: relievedBy, name: reliever?.name ?? null },
    });
  }

  #wake(nurse: Nurse, at: Time): void {
    const last = this.#entry(nurse).breaks.at(-1);
    if (last?.to === null) last.to = last.until < at ? last.until : at;
  }

  #assign(assignment: WardState['assignments'][number], state: WardState): void {
    const nurse = findById(state.nurses, assignment.nurseId);
    if (nurse === undefined) return;
    const { id, stayId, startedAt, startedBy, confirmedAt } = assignment;
    const stay = stayId === null ? undefined : findById(state.stays, stayId);
    this.#entry(nurse).patients.set(id, {
      from: startedAt,
      to: null,
      stayId,
      patient: stay?.patient ?? null,
      acuity: stay?.acuity ?? null,
      assignedBy: startedBy,
      confirmedAt,
    });
  }

  #unassign(assignment: WardState['assignments'][number], at: Time): void {
    const had = this.#nurses.get(assignment.nurseId)?.patients.get(assignment.id);
    if (had === undefined) return;
    had.to = at;
    had.confirmedAt = assignment.confirmedAt;
  }

  #judge({ pack, required, present, ratio, waiver }: Staffing, at: Time): void {
    this.staffing.push({ at, pack, required, present, ratio, waiver });
  }
}

function later(one: Time, other: Time): Time {
  return one > other ? one : other;
}
