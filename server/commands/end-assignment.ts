import { wardKey } from '../../src-shared/contract/ids.ts';
import * as domain from '../../src-shared/domain/transitions/end-assignment.ts';
import type { Command } from './command.ts';
import { type AssignmentFacts, lookAtAssignment } from './looks.ts';
import { assignmentSubject, mayTouchAssignment } from './open-assignment.ts';

/** POST /assignments/{id}/end. One that is over already is answered as it was. */
export function endAssignment(input: { readonly assignmentId: string }): Command<AssignmentFacts> {
  return {
    name: 'end-assignment',
    status: 200,
    look: lookAtAssignment(input.assignmentId),
    allows: mayTouchAssignment,
    subject: assignmentSubject,
    decide: ({ board, reach }) => {
      const { hospitalId, facts } = reach;
      if (!facts.ended) return domain.endAssignment(board, input);
      const ward = wardKey({ hospitalId, wardId: facts.wardId });
      return { ward, drafts: [], answer: { assignment: facts.assignment } };
    },
  };
}
