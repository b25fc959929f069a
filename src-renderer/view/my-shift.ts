import { wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { Assignment } from '../../src-shared/contract/state/assignment.ts';
import type { Bed } from '../../src-shared/contract/state/bed.ts';
import type { Nurse } from '../../src-shared/contract/state/nurse.ts';
import type { Stay } from '../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';

/** One assignment of a nurse, with the ward it is in. `stay` null: the ward post. */
export interface MyAssignment {
  readonly ward: WardKey;
  readonly wardName: string;
  readonly assignment: Assignment;
  readonly stay: Stay | null;
  readonly bed: Bed | null;
}

export interface MyWork {
  /** As the ward of her running shift shows her; null off shift. */
  readonly me: Nurse | null;
  readonly meIn: WardState | null;
  /** New ones, oldest first, to be confirmed. */
  readonly unconfirmed: readonly MyAssignment[];
  readonly confirmed: readonly MyAssignment[];
}

const order = new Intl.Collator('en', { numeric: true });

/** What the boards of a nurse's wards hold for her. */
export function myWork(nurseId: string, states: readonly WardState[]): MyWork {
  const meIn = states.find((state) => runsIn(state, nurseId)) ?? null;
  const all = states.flatMap((state) => assignmentsIn(state, nurseId));
  return {
    me: meIn?.nurses.find((nurse) => nurse.id === nurseId) ?? null,
    meIn,
    unconfirmed: all
      .filter((one) => one.assignment.confirmedAt === null)
      .sort((a, b) => (a.assignment.startedAt < b.assignment.startedAt ? -1 : 1)),
    confirmed: all
      .filter((one) => one.assignment.confirmedAt !== null)
      .sort((a, b) => order.compare(placeOf(a), placeOf(b))),
  };
}

function runsIn(state: WardState, nurseId: string): boolean {
  return state.nurses.some((nurse) => nurse.id === nurseId && nurse.shift !== null);
}

function assignmentsIn(state: WardState, nurseId: string): readonly MyAssignment[] {
  return state.assignments
    .filter((assignment) => assignment.nurseId === nurseId)
    .map((assignment) => {
      const stay = state.stays.find((one) => one.id === assignment.stayId) ?? null;
      return {
        ward: wardKey(state),
        wardName: state.name ?? state.wardId,
        assignment,
        stay,
        bed: state.beds.find((bed) => stay !== null && bed.id === stay.bedId) ?? null,
      };
    });
}

function placeOf({ bed, ward }: MyAssignment): string {
  return `${ward} ${bed?.label ?? '~'}`;
}
