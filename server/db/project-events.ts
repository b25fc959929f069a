import type { WardEvent } from '../../src-shared/contract/events/ward-event.ts';
import { HOUSE_WARD_ID, type WardRef } from '../../src-shared/contract/ids.ts';
import type { Alert } from '../../src-shared/contract/state/alert.ts';
import type { Assignment } from '../../src-shared/contract/state/assignment.ts';
import type { Nurse } from '../../src-shared/contract/state/nurse.ts';
import type { Pack } from '../../src-shared/contract/state/pack.ts';
import type { Staffing } from '../../src-shared/contract/state/staffing.ts';
import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { WardConfig } from '../../src-shared/contract/state/ward-config.ts';
import type { RowChanges } from './row-changes.ts';

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

export interface Projection {
  /** All but the rows of wards, whose other columns the caller knows. */
  readonly changes: RowChanges;
  /** By `hospital/ward`. */
  readonly wards: ReadonlyMap<string, WardRowChange>;
  /** Stays whose beds must be empty before the changes are written: two of them change beds. */
  readonly emptyBedsOf: readonly string[];
}

type Row = Record<string, unknown>;

/** Rows under construction: the last word on each row counts, since a row is written once. */
interface Tables {
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

/**
 * The rows that events of one transaction set, whichever command they come from: the state read
 * from these rows is the state folded from the events.
 * @param reopened stays that have a row already, which a `stay.admitted` brings back
 */
export function projectEvents(
  events: readonly PlacedEvent[],
  reopened: readonly string[] = [],
): Projection {
  const tables: Tables = {
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
  const arrivals = arrivalsOf(events);
  for (const placed of events) project(tables, placed, { reopened, arrivals });
  return finished(tables);
}

/** `hospital/moveId` of each arrival: a nurse who leaves without one goes to another hospital. */
function arrivalsOf(events: readonly PlacedEvent[]): ReadonlySet<string> {
  return new Set(
    events.flatMap(({ hospitalId, event }) =>
      event.type === 'nurse.arrived' ? [`${hospitalId}/${event.data.moveId}`] : [],
    ),
  );
}

function project(
  tables: Tables,
  placed: PlacedEvent,
  given: { readonly reopened: readonly string[]; readonly arrivals: ReadonlySet<string> },
): void {
  const { event } = placed;
  switch (event.type) {
    case 'stay.admitted':
      return setStay(
        tables,
        placed,
        event.data.stay,
        null,
        !given.reopened.includes(event.data.stay.id),
      );
    case 'stay.arrived':
    case 'stay.updated':
      return setStay(tables, placed, event.data.stay, null, false);
    case 'stay.left':
    case 'stay.discharged':
      return setStay(tables, placed, event.data.stay, event.at, false);
    case 'assignment.started':
      return setAssignment(tables, placed, event.data.assignment, null, true);
    case 'assignment.updated':
    case 'handover.noted':
      return setAssignment(tables, placed, event.data.assignment, null, false);
    case 'assignment.ended':
      return setAssignment(tables, placed, event.data.assignment, event.at, false);
    case 'nurse.updated':
    case 'nurse.break_started':
    case 'nurse.break_ended':
      return setWardNurse(tables, placed, event.data.nurse);
    case 'shift.started':
    case 'nurse.arrived':
    case 'shift.updated':
      return setDuty(tables, placed, event.data.nurse);
    case 'shift.ended':
      return endDuty(tables, placed, event.data.nurse);
    case 'nurse.left':
      return removeWardNurse(tables, placed, event.data, given.arrivals);
    case 'shift.planned':
      return planShift(tables, placed, event.data.shift);
    case 'shift.withdrawn': {
      const { hospitalId } = placed;
      const { id } = event.data.shift;
      tables.unannounced.set(`${hospitalId}/${id}`, { hospital_id: hospitalId, id });
      return;
    }
    case 'alert.raised':
    case 'alert.updated':
    case 'alert.acknowledged':
    case 'alert.shelved':
    case 'alert.returned':
      return setAlert(tables, placed, event.data.alert, null);
    case 'alert.cleared':
      return setAlert(tables, placed, event.data.alert, event.at);
    case 'staffing.updated':
      return changeWard(tables, placed, { staffing: event.data.staffing });
    case 'ward.updated':
      return setWard(tables, placed, event.data.ward);
    case 'pack.updated':
      return setPack(tables, placed, event.data.pack);
  }
}

function setStay(
  tables: Tables,
  { hospitalId, wardId }: PlacedEvent,
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
    },
  });
}

function setAssignment(
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

function setWardNurse(tables: Tables, { hospitalId, wardId }: PlacedEvent, nurse: Nurse): void {
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
function setDuty(tables: Tables, placed: PlacedEvent, nurse: Nurse): void {
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

function endDuty(tables: Tables, placed: PlacedEvent, nurse: Nurse): void {
  setWardNurse(tables, placed, nurse);
  if (nurse.shift === null) return;
  setShift(tables, placed, { ...nurse.shift, nurseId: nurse.id }, 'ended');
  closePost(tables, placed, nurse.id, nurse.shift.endsAt);
}

function removeWardNurse(
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

function planShift(
  tables: Tables,
  { hospitalId }: PlacedEvent,
  shift: { id: string; nurseId: string; wardId: string | null; startsAt: string; endsAt: string },
): void {
  setShift(tables, { hospitalId, wardId: shift.wardId ?? HOUSE_WARD_ID }, shift, 'planned');
}

function setAlert(
  tables: Tables,
  { hospitalId, wardId }: PlacedEvent,
  alert: Alert,
  clearedAt: string | null,
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
    cleared_at: clearedAt,
  });
}

function changeWard(tables: Tables, ref: WardRef, change: WardRowChange): void {
  const key = `${ref.hospitalId}/${ref.wardId}`;
  tables.wards.set(key, { ...tables.wards.get(key), ...change });
}

function setWard(tables: Tables, { hospitalId, wardId }: PlacedEvent, ward: WardConfig): void {
  changeWard(tables, { hospitalId, wardId }, { name: ward.name, unit_type: ward.unitType });
  tables.beds.set(`${hospitalId}/${wardId}`, { ref: { hospitalId, wardId }, beds: ward.beds });
}

function setPack(tables: Tables, { hospitalId }: PlacedEvent, pack: Pack): void {
  tables.packs.set(`${hospitalId}/${pack.id}`, {
    hospital_id: hospitalId,
    id: pack.id,
    version: pack.version,
    title: pack.title,
  });
}

function finished(tables: Tables): Projection {
  const stays = [...tables.stays.values()];
  const assignments = [...tables.assignments.values()];
  const nurses = [...tables.wardNurses.values()];
  const beds = [...tables.beds.values()];
  const packs = [...tables.packs.values()];
  const rows = (items: readonly { row: Row }[]): Row[] => items.map((item) => item.row);
  const changes: RowChanges = {
    stayAdded: rows(stays.filter((stay) => stay.added)),
    stayChanged: rows(stays.filter((stay) => !stay.added)),
    assignmentAdded: rows(assignments.filter((assignment) => assignment.added)),
    assignmentChanged: rows(assignments.filter((assignment) => !assignment.added)),
    wardNurseSet: rows(nurses.filter((nurse) => !nurse.gone)),
    wardNurseGone: rows(nurses.filter((nurse) => nurse.gone)),
    shiftSet: [...tables.shifts.values()],
    shiftUnannounced: [...tables.unannounced]
      .filter(([key]) => !tables.shifts.has(key))
      .map(([, row]) => row),
    postOpened: [...tables.opened.values()],
    postClosed: [...tables.closed.values()],
    alertSet: [...tables.alerts.values()],
    packSet: packs,
    packOlder: packs,
    bedSet: beds.flatMap(({ ref, beds: set }) =>
      set.map((bed) => ({ hospital_id: ref.hospitalId, ward_id: ref.wardId, ...bed })),
    ),
    bedGone: beds.map(({ ref, beds: set }) => ({
      hospital_id: ref.hospitalId,
      ward_id: ref.wardId,
      kept: set.map((bed) => bed.id),
    })),
  };
  return { changes, wards: tables.wards, emptyBedsOf: leavingBeds(stays) };
}

/** A partial unique index cannot be deferred: where one stay takes a bed, others leave theirs first. */
function leavingBeds(stays: readonly { row: Row; added: boolean }[]): string[] {
  if (stays.length < 2) return [];
  return stays.filter((stay) => !stay.added).map((stay) => String(stay.row['id']));
}
