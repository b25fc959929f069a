import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { AssignCommand } from './desk.ts';
import { newId } from './new-id.ts';

/** Gives a nurse a patient. The assignment's id is made here, so that it keeps it when it is confirmed. */
export function assignCommand(
  ward: WardKey,
  nurseId: string,
  stayId: string | null,
): AssignCommand {
  return {
    kind: 'assign-nurse',
    body: { id: newId(), ...parseWardKey(ward), nurseId, stayId },
  };
}
