import { wardKey, type WardRef } from '../../src-shared/contract/ids.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtWard } from './looks.ts';

/** The clock: time alone may have changed what the rules say of a ward, or an alert is due. */
export function evaluateStaffing(ward: WardRef): Command {
  return {
    name: 'evaluate-staffing',
    status: 200,
    look: lookAtWard(ward.hospitalId, ward.wardId),
    allows: () => false,
    subject: () => NO_SUBJECT,
    decide: () => ({ ward: wardKey(ward), drafts: [], answer: {} }),
    evaluatesAlways: true,
  };
}
