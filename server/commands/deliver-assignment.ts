import { wardKey } from '../../src-shared/contract/ids.ts';
import * as domain from '../../src-shared/domain/transitions/deliver-assignment.ts';
import type { Command } from './command.ts';
import { type AssignmentFacts, lookAtAssignment } from './looks.ts';
import { assignmentSubject } from './open-assignment.ts';

/** Who delivers, as the ward's log and the audit name it. */
export const DELIVERY = 'system:delivery';

/**
 * The system's own: a device of the nurse has acknowledged the assignment, or she has read of it. One
 * that is over stays as it is.
 */
export function deliverAssignment(input: {
  readonly assignmentId: string;
}): Command<AssignmentFacts> {
  return {
    name: 'deliver-assignment',
    status: 200,
    look: lookAtAssignment(input.assignmentId),
    allows: () => false,
    subject: assignmentSubject,
    decide: ({ board, reach }) => {
      const { facts, hospitalId } = reach;
      if (!facts.ended) return domain.deliverAssignment(board, input);
      const ward = wardKey({ hospitalId, wardId: facts.wardId });
      return { ward, drafts: [], answer: { assignment: facts.assignment } };
    },
  };
}
