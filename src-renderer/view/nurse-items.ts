import type { Assignment } from '../../src-shared/contract/state/assignment.ts';
import type { Bed } from '../../src-shared/contract/state/bed.ts';
import type { Nurse } from '../../src-shared/contract/state/nurse.ts';
import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import type { PendingMark, PendingMarks } from './pending-marks.ts';

/** One patient of a nurse. */
export interface Held {
  readonly assignment: Assignment;
  readonly stay: Stay | null;
  readonly bed: Bed | null;
  readonly mark: PendingMark | null;
}

/** A nurse as the roster shows her. */
export interface NurseItem {
  readonly id: string;
  readonly nurse: Nurse;
  /** Her patients here, by bed; posts on the ward as a whole are not among them. */
  readonly patients: readonly Held[];
  /** She holds a post on the ward as a whole. */
  readonly post: Assignment | null;
  readonly reliever: string | null;
  /** The most patients she may have by the rules of this ward; null where there is no figure. */
  readonly limit: number | null;
  readonly mark: PendingMark | null;
}

const lastItems = new WeakMap<Nurse, NurseItem>();
const order = new Intl.Collator('en', { numeric: true });

/**
 * The nurses of a ward by name; unchanged ones are the same objects as last time. `limit` is the
 * most patients that one of them may have.
 */
export function nurseItems(
  state: WardState,
  marks: PendingMarks,
  limit: number | null,
): readonly NurseItem[] {
  const beds = new Map(state.beds.map((bed) => [bed.id, bed]));
  const stays = new Map(state.stays.map((stay) => [stay.id, stay]));
  const heldBy = new Map<string, Held[]>();
  const posts = new Map<string, Assignment>();
  for (const assignment of state.assignments) {
    if (assignment.stayId === null) {
      posts.set(assignment.nurseId, assignment);
      continue;
    }
    const stay = stays.get(assignment.stayId) ?? null;
    const bed = stay?.bedId == null ? null : (beds.get(stay.bedId) ?? null);
    const held = { assignment, stay, bed, mark: marks.get(assignment.id) ?? null };
    heldBy.set(assignment.nurseId, [...(heldBy.get(assignment.nurseId) ?? []), held]);
  }
  return [...state.nurses].sort(byName).map((nurse) =>
    settle({
      id: nurse.id,
      nurse,
      patients: (heldBy.get(nurse.id) ?? []).sort(byBed),
      post: posts.get(nurse.id) ?? null,
      reliever: nameOf(state.nurses, nurse.relievedBy),
      limit,
      mark: marks.get(nurse.id) ?? null,
    }),
  );
}

/** The nurses of the float pool, by name. */
export function poolItems(nurses: readonly Nurse[], marks: PendingMarks): readonly NurseItem[] {
  return [...nurses].sort(byName).map((nurse) =>
    settle({
      id: nurse.id,
      nurse,
      patients: [],
      post: null,
      reliever: nameOf(nurses, nurse.relievedBy),
      limit: null,
      mark: marks.get(nurse.id) ?? null,
    }),
  );
}

function settle(next: NurseItem): NurseItem {
  const last = lastItems.get(next.nurse);
  if (last && sameItem(last, next)) return last;
  lastItems.set(next.nurse, next);
  return next;
}

function sameItem(a: NurseItem, b: NurseItem): boolean {
  return (
    a.post === b.post &&
    a.reliever === b.reliever &&
    a.limit === b.limit &&
    a.mark === b.mark &&
    a.patients.length === b.patients.length &&
    a.patients.every((held, index) => sameHeld(held, b.patients[index]))
  );
}

function sameHeld(a: Held, b: Held | undefined): boolean {
  return (
    a.assignment === b?.assignment && a.stay === b.stay && a.bed === b.bed && a.mark === b.mark
  );
}

function nameOf(nurses: readonly Nurse[], id: string | null): string | null {
  if (id === null) return null;
  return nurses.find((nurse) => nurse.id === id)?.name ?? id;
}

function byName(a: Nurse, b: Nurse): number {
  return order.compare(a.name, b.name) || (a.id < b.id ? -1 : 1);
}

function byBed(a: Held, b: Held): number {
  return order.compare(a.bed?.label ?? '~', b.bed?.label ?? '~');
}

/** Whether she is on a break at `now`. A break that ran over is one no longer; she counts again. */
export function isOnBreak(nurse: Nurse, now: number): boolean {
  return nurse.onBreakUntil !== null && Date.parse(nurse.onBreakUntil) > now;
}
