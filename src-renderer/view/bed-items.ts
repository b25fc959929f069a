import type { Assignment } from '../../src-shared/contract/state/assignment.ts';
import type { Bed } from '../../src-shared/contract/state/bed.ts';
import type { Nurse } from '../../src-shared/contract/state/nurse.ts';
import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import type { PendingMark, PendingMarks } from './pending-marks.ts';

/** A nurse who holds a patient. `nurse` is null where the state does not name her. */
export interface Holder {
  readonly assignment: Assignment;
  readonly nurse: Nurse | null;
  readonly mark: PendingMark | null;
}

/** One card of the board: a bed with whoever lies in it, or a patient who waits for one. */
export interface BedItem {
  /** `bed:ID` or, for a patient without one, `stay:ID`. */
  readonly id: string;
  readonly bed: Bed | null;
  readonly stay: Stay | null;
  readonly holders: readonly Holder[];
  readonly mark: PendingMark | null;
}

// The last card of each bed (or bedless stay): as long as nothing on it changed, the same object
// comes back, and React and the collection pass it by.
const lastItems = new WeakMap<Bed | Stay, BedItem>();

/** The cards of a ward in the order of its beds' labels, those who wait for a bed after them. */
export function bedItems(state: WardState, marks: PendingMarks): readonly BedItem[] {
  const nurses = new Map(state.nurses.map((nurse) => [nurse.id, nurse]));
  const holders = holdersByStay(state, nurses, marks);
  const stays = new Map(state.stays.map((stay) => [stay.bedId, stay]));
  const known = new Set(state.beds.map((bed) => bed.id));
  const inBeds = [...state.beds].sort(byLabel).map((bed) => {
    return item(bed, stays.get(bed.id) ?? null, holders, marks);
  });
  const waiting = state.stays
    .filter((stay) => stay.bedId === null || !known.has(stay.bedId))
    .sort((a, b) => (a.admittedAt < b.admittedAt ? -1 : 1));
  return [...inBeds, ...waiting.map((stay) => item(null, stay, holders, marks))];
}

function holdersByStay(
  state: WardState,
  nurses: ReadonlyMap<string, Nurse>,
  marks: PendingMarks,
): ReadonlyMap<string, readonly Holder[]> {
  const byStay = new Map<string, Holder[]>();
  for (const assignment of state.assignments) {
    if (assignment.stayId === null) continue;
    const list = byStay.get(assignment.stayId) ?? [];
    list.push({
      assignment,
      nurse: nurses.get(assignment.nurseId) ?? null,
      mark: marks.get(assignment.id) ?? null,
    });
    byStay.set(assignment.stayId, list);
  }
  for (const list of byStay.values()) {
    list.sort((a, b) => (a.assignment.startedAt < b.assignment.startedAt ? -1 : 1));
  }
  return byStay;
}

const NOBODY: readonly Holder[] = [];

function item(
  bed: Bed | null,
  stay: Stay | null,
  holders: ReadonlyMap<string, readonly Holder[]>,
  marks: PendingMarks,
): BedItem {
  const next: BedItem = {
    id: bed ? `bed:${bed.id}` : `stay:${stay?.id ?? ''}`,
    bed,
    stay,
    holders: (stay && holders.get(stay.id)) ?? NOBODY,
    mark: (stay && marks.get(stay.id)) ?? null,
  };
  const key = bed ?? stay;
  if (!key) return next;
  const last = lastItems.get(key);
  if (last && sameItem(last, next)) return last;
  lastItems.set(key, next);
  return next;
}

function sameItem(a: BedItem, b: BedItem): boolean {
  return (
    a.id === b.id &&
    a.bed === b.bed &&
    a.stay === b.stay &&
    a.mark === b.mark &&
    a.holders.length === b.holders.length &&
    a.holders.every((holder, index) => sameHolder(holder, b.holders[index]))
  );
}

function sameHolder(a: Holder, b: Holder | undefined): boolean {
  return a.assignment === b?.assignment && a.nurse === b.nurse && a.mark === b.mark;
}

const labelOrder = new Intl.Collator('en', { numeric: true });

function byLabel(a: Bed, b: Bed): number {
  return labelOrder.compare(a.label, b.label) || (a.id < b.id ? -1 : 1);
}

/** How far the news of an assignment has come. */
export type Confirmation = 'sent' | 'delivered' | 'confirmed';

export function confirmationOf(assignment: Assignment): Confirmation {
  if (assignment.confirmedAt !== null) return 'confirmed';
  return assignment.deliveredAt === null ? 'sent' : 'delivered';
}
