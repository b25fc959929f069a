import type { Licence, Nurse } from '../../contract/state/nurse.ts';
import type { PackRef, Staffing } from '../../contract/state/staffing.ts';
import type { WardState } from '../../contract/state/ward-state.ts';
import type { Time } from '../../contract/time.ts';
import { isCompetent } from '../competence.ts';
import { rulesOf } from './packs.ts';
import { requiredNurses } from './required-nurses.ts';

/** The verdict on a ward, without the time it was reached at. */
export type StaffingVerdict = Omit<Staffing, 'asOf'>;

/** Who counts in a unit that the pack knows nothing of. */
const LICENSED: ReadonlySet<Licence> = new Set(['RN', 'LVN']);

/**
 * The verdict of a pack on a ward at a moment: nurses required (null where the pack has no figure
 * in force for the unit), nurses counted, patients per counted nurse (two decimals). Runs in every
 * command.
 */
export function evaluateStaffing(state: WardState, at: Time, pack: PackRef): StaffingVerdict {
  const rule = state.unitType === null ? undefined : rulesOf(pack.id)?.get(state.unitType);
  const counting = rule?.counting ?? LICENSED;
  const patients = state.stays.length;
  let present = 0;
  for (const nurse of state.nurses) {
    if (
      counting.has(nurse.licence) &&
      isWorking(nurse, at) &&
      isCompetent(nurse.competencies, state)
    ) {
      present += 1;
    }
  }
  const max = rule?.max?.value;
  return {
    pack: { id: pack.id, version: pack.version },
    required: max === undefined ? null : requiredNurses(patients, max),
    present,
    ratio: present === 0 ? null : Math.round((patients / present) * 100) / 100,
  };
}

/** Whether a nurse's shift here covers the moment, and she is not on a break then. */
function isWorking({ shift, onBreakUntil }: Nurse, at: Time): boolean {
  if (shift === null || at < shift.startsAt || at >= shift.endsAt) return false;
  return onBreakUntil === null || onBreakUntil <= at;
}

/**
 * The next moment after `after` at which the verdict on a ward can change although nothing happens:
 * a shift begins or ends, a break is up. Null when there is none.
 */
export function nextStaffingChange(state: Pick<WardState, 'nurses'>, after: Time): Time | null {
  let next: Time | null = null;
  for (const { shift, onBreakUntil } of state.nurses) {
    for (const time of [shift?.startsAt, shift?.endsAt, onBreakUntil]) {
      if (typeof time === 'string' && time > after && (next === null || time < next)) next = time;
    }
  }
  return next;
}
