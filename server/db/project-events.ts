import type { RowChanges } from './row-changes.ts';
import {
  emptyTables,
  type PlacedEvent,
  type Row,
  type Tables,
  type WardRowChange,
  setStay,
  setAssignment,
  setWardNurse,
  setDuty,
  endDuty,
  removeWardNurse,
  planShift,
  setAlert,
  changeWard,
  setWard,
  setPack,
} from './event-tables.ts';

export interface Projection {
  /** All but the rows of wards, whose other columns the caller knows. */
  readonly changes: RowChanges;
  /** By `hospital/ward`. */
  readonly wards: ReadonlyMap<string, WardRowChange>;
  /** Stays whose beds must be empty before the changes are written: two of them change beds. */
  readonly emptyBedsOf: readonly string[];
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
  const tables = emptyTables();
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
      return setAlert(tables, placed, event.data.alert, {});
    case 'alert.returned':
      return setAlert(tables, placed, event.data.alert, { returnedAt: event.at });
    case 'alert.cleared':
      return setAlert(tables, placed, event.data.alert, { clearedAt: event.at });
    case 'staffing.updated':
      return changeWard(tables, placed, { staffing: event.data.staffing });
    case 'ward.updated':
      return setWard(tables, placed, event.data.ward);
    case 'pack.updated':
      return setPack(tables, placed, event.data.pack, true);
    case 'pack.withdrawn':
      return setPack(tables, placed, event.data.pack, false);
  }
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
