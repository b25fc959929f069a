import type { Nurse } from '../../../src-shared/contract/state/nurse.ts';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';

const collator = new Intl.Collator('en', { numeric: true });

/** The label of the first bed nobody lies in. @throws Error when the ward is full */
export function freeBed(state: WardState): { id: string; label: string } {
  const free = [...state.beds]
    .sort((a, b) => collator.compare(a.label, b.label))
    .find((bed) => !state.stays.some((stay) => stay.bedId === bed.id));
  if (!free) throw new Error(`${state.wardId} has no free bed`);
  return free;
}

/** Nurses on duty whose shift goes on longest, so that none ends while a test runs. */
export function onDuty(nurses: readonly Nurse[]): Nurse[] {
  return nurses
    .filter((nurse) => nurse.shift !== null && nurse.onBreakUntil === null)
    .sort((a, b) => ((a.shift?.endsAt ?? '') < (b.shift?.endsAt ?? '') ? 1 : -1));
}

/** @throws Error when there is none */
export function first<T>(list: readonly T[], what: string): T {
  const [one] = list;
  if (one === undefined) throw new Error(`there is no ${what}`);
  return one;
}

/** A patient by the label on the board. @throws Error when there is none */
export function patient(state: WardState, label: string): Stay {
  const stay = state.stays.find((one) => one.patient.label === label);
  if (!stay) throw new Error(`${state.wardId} has no patient ${label}`);
  return stay;
}

export function labelOfBed(state: WardState, bedId: string | null): string {
  const bed = state.beds.find((one) => one.id === bedId);
  if (!bed) throw new Error(`${state.wardId} has no bed ${String(bedId)}`);
  return bed.label;
}
