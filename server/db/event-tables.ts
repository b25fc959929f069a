import type { WardEvent } from '../../src-shared/contract/events/ward-event.ts';
import { HOUSE_WARD_ID, type WardRef } from '../../src-shared/contract/ids.ts';
import type { Alert } from '../../src-shared/contract/state/alert.ts';
import type { Assignment } from '../../src-shared/contract/state/assignment.ts';
import type { Nurse } from '../../src-shared/contract/state/nurse.ts';
import type { PackInForce } from '../../src-shared/contract/state/pack-in-force.ts';
import type { Staffing } from '../../src-shared/contract/state/staffing.ts';
import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { WardConfig } from '../../src-shared/contract/state/ward-config.ts';

/** An event and the log it stands in. */
export interface PlacedEvent extends WardRef {
  readonly event: WardEvent;
}

/** What the projection adds to the row of a ward. */
export interface WardRowChange {
  name?: string;
  unit_type?: string;
  staffing?: Staffing;
}

export type Row = Record<string, unknown>;

/** Rows under construction: the last word on each row counts, since a row is written once. */
export interface Tables {
  readonly stays: Map<string, { row: Row; added: boolean }>;
  readonly assignments: Map<string, { row: Row; added: boolean }>;
  readonly wardNurses: Map<string, { row: Row; gone: boolean }>;
  readonly shifts: Map<string, Row>;
  readonly unannounced: Map<string, Row>;
  readonly opened: Map<string, Row>;
  readonly closed: Map<string, Row>;
  readonly alerts: Map<string, Row>;
  readonly packs: Map<string, Row>;
  readonly beds: Map<string, { readonly ref: WardRef; readonly beds: WardConfig['beds'] }>;
  readonly wards: Map<string, WardRowChange>;
}

export function emptyTables(): Tables {
  return {
    stays: new Map(),
    assignments: new Map(),
    wardNurses: new Map(),
    shifts: new Map(),
    unannounced: new Map(),
    opened: new Map(),
    closed: new Map(),
    alerts: new Map(),
    packs: new Map(),
    beds: new Map(),
    wards: new Map(),
  };
}

export function setStay(
  tables: Tables,
  { hospitalId, wardId, event }: PlacedEvent,
  stay: Stay,
  endedAt: string | null,
  added: boolean,
): void {
  const before = tables.stays.get(stay.id);
  tables.stays.set(stay.id, {
    added: before?.added ?? added,
    row: {
      id: stay.id,
      hospital_id: hospitalId,
      ward_id: wardId,
      bed_id: stay.bedId,
      patient_ref: stay.patient.ref,
      patient_label: stay.patient.label,
      acuity: stay.acuity,
      admitted_at: stay.admittedAt,
      expected_discharge_at: stay.expectedDischargeAt,
      ended_at: endedAt,
      desk_placed_at: event.actor.startsWith('system:') ? null : event.at,
    },
  });
}

export function setAssignment(
  tables: Tables,
  { hospitalId, wardId }: PlacedEvent,
  assignment: Assignment,
  endedAt: string | null,
  added: boolean,
): void {
  const before = tables.assignments.get(assignment.id);
  tables.assignments.set(assignment.id, {
    added: before?.added ?? added,
    row: {
      id: assignment.id,
      hospital_id: hospitalId,
      ward_id: wardId,
      nurse_id: assignment.nurseId,
      stay_id: assignment.stayId,
      started_at: assignment.startedAt,
      started_by: assignment.startedBy,
      delivered_at: assignment.deliveredAt,
      confirmed_at: assignment.confirmedAt,
      ended_at: endedAt,
      notes: assignment.notes,
    },
  });
}

function nurseKey({ hospitalId, wardId }: WardRef, nurseId: string): string {
  return `${hospitalId}/${wardId}/${nurseId}`;
}

export function setWardNurse(
  tables: Tables,
  { hospitalId, wardId }: PlacedEvent,
  nurse: Nurse,
): void {
  tables.wardNurses.set(nurseKey({ hospitalId, wardId }, nurse.id), {
    gone: false,
    row: {
      hospital_id: hospitalId,
      ward_id: wardId,
      nurse_id: nurse.id,
      shift_id: nurse.shift?.id ?? null,
      shift_starts_at: nurse.shift?.startsAt ?? null,
      shift_ends_at: nurse.shift?.endsAt ?? null,
      on_break_until: nurse.onBreakUntil,
      relieved_by: nurse.relievedBy,
    },
  });
}

function setShift(
  tables: Tables,
  ref: WardRef,
  shift: { id: string; nurseId: string; startsAt: string; endsAt: string },
  status: 'planned' | 'running' | 'ended',
): void {
  tables.shifts.set(`${ref.hospitalId}/${shift.id}`, {
    hospital_id: ref.hospitalId,
    id: shift.id,
    nurse_id: shift.nurseId,
    ward_id: ref.wardId,
    starts_at: shift.startsAt,
    ends_at: shift.endsAt,
    status,
    announced: status === 'planned',
  });
}

/** She is on duty here from now on, or with other times: her running shift is this ward's. */
export function setDuty(tables: Tables, placed: PlacedEvent, nurse: Nurse): void {
  setWardNurse(tables, placed, nurse);
  if (nurse.shift === null) return;
  setShift(tables, placed, { ...nurse.shift, nurseId: nurse.id }, 'running');
  if (placed.event.type === 'shift.updated') return;
  const { hospitalId, wardId, event } = placed;
  tables.opened.set(nurseKey(placed, nurse.id), {
    hospital_id: hospitalId,
    ward_id: wardId,
    nurse_id: nurse.id,
    shift_id: nurse.shift.id,
    started_at: event.type === 'shift.started' ? nurse.shift.startsAt : event.at,
  });
}

export function endDuty(tables: Tables, placed: PlacedEvent, nurse: Nurse): void {
  setWardNurse(tables, placed, nurse);
  if (nurse.shift === null) return;
  setShift(tables, placed, { ...nurse.shift, nurseId: nurse.id }, 'ended');
  closePost(tables, placed, nurse.id, nurse.shift.endsAt);
}

export function removeWardNurse(
  tables: Tables,
  placed: PlacedEvent,
  { nurse, moveId }: { nurse: Nurse; moveId?: string | undefined },
  arrivals: ReadonlySet<string>,
): void {
  const { hospitalId, wardId, event } = placed;
  tables.wardNurses.set(nurseKey(placed, nurse.id), {
    gone: true,
    row: { hospital_id: hospitalId, ward_id: wardId, nurse_id: nurse.id },
  });
  const key = nurseKey(placed, nurse.id);
  if (!tables.closed.has(key)) closePost(tables, placed, nurse.id, event.at);
  if (moveId === undefined || arrivals.has(`${hospitalId}/${moveId}`)) return;
  // Lent to another hospital: there her shift goes on, here it ends now.
  if (nurse.shift === null) return;
  setShift(tables, placed, { ...nurse.shift, nurseId: nurse.id, endsAt: event.at }, 'ended');
}

function closePost(tables: Tables, ref: WardRef, nurseId: string, endedAt: string): void {
  const { hospitalId, wardId } = ref;
  tables.closed.set(nurseKey(ref, nurseId), {
    hospital_id: hospitalId,
    ward_id: wardId,
    nurse_id: nurseId,
    ended_at: endedAt,
  });
}

export function planShift(
  tables: Tables,
  { hospitalId }: PlacedEvent,
  shift: { id: string; nurseId: string; wardId: string | null; startsAt: string; endsAt: string },
): void {
  setShift(tables, { hospitalId, wardId: shift.wardId ?? HOUSE_WARD_ID }, shift, 'planned');
}

export function setAlert(
  tables: Tables,
  { hospitalId, wardId }: PlacedEvent,
  alert: Alert,
  ended: { readonly returnedAt?: string; readonly clearedAt?: string },
): void {
  tables.alerts.set(alert.id, {
    id: alert.id,
    hospital_id: hospitalId,
    ward_id: wardId,
    rule_id: alert.ruleId,
    severity: alert.severity,
    status: alert.status,
    raised_at: alert.raisedAt,
    facts: alert.facts,
    body: alert,
    acknowledged_at: alert.acknowledged?.at ?? null,
    returned_at: ended.returnedAt ?? tables.alerts.get(alert.id)?.['returned_at'] ?? null,
    cleared_at: ended.clearedAt ?? null,
  });
}

export function changeWard(tables: Tables, ref: WardRef, change: WardRowChange): void {
  const key = `${ref.hospitalId}/${ref.wardId}`;
  tables.wards.set(key, { ...tables.wards.get(key), ...change });
}

export function setWard(
  tables: Tables,
  { hospitalId, wardId }: PlacedEvent,
  ward: WardConfig,
): void {
  changeWard(tables, { hospitalId, wardId }, { name: ward.name, unit_type: ward.unitType });
  tables.beds.set(`${hospitalId}/${wardId}`, { ref: { hospitalId, wardId }, beds: ward.beds });
}

export function setPack(
  tables: Tables,
  { hospitalId }: PlacedEvent,
  pack: PackInForce,
  active: boolean,
): void {
  tables.packs.set(`${hospitalId}/${pack.id}`, {
    hospital_id: hospitalId,
    id: pack.id,
    version: pack.version,
    title: pack.title,
    author: pack.author,
    body: pack.body,
    hospital: active && pack.hospital,
    wards: active ? pack.wards : [],
    active,
  });
}
