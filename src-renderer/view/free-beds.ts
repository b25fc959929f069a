import type { Bed } from '../../src-shared/contract/state/bed.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';

/** The beds in which nobody lies, in the order of their labels. */
export function freeBeds(state: WardState): readonly Bed[] {
  const taken = new Set(state.stays.map((stay) => stay.bedId));
  return state.beds
    .filter((bed) => !taken.has(bed.id))
    .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
}

/** `4` for `ICU-04`: how a bed is called where the ward is clear; empty for labels without one. */
export function bedNumber(label: string): string {
  return /0*(\d+)$/.exec(label)?.[1] ?? '';
}
