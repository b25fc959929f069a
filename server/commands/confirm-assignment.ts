import * as domain from '../../src-shared/domain/transitions/confirm-assignment.ts';
import type { Command } from './command.ts';
import { type AssignmentFacts, lookAtAssignment } from './looks.ts';
import { assignmentSubject, mayTouchAssignment, requireOpenAssignment } from './open-assignment.ts';

/** POST /assignments/{id}/confirm */
export function confirmAssignment(input: {
  readonly assignmentId: string;
}): Command<AssignmentFacts> {
  return {
    name: 'confirm-assignment',
    status: 200,
    look: lookAtAssignment(input.assignmentId),
    allows: mayTouchAssignment,
    subject: assignmentSubject,
    decide: ({ board, reach }) => {
      requireOpenAssignment(reach);
      return domain.confirmAssignment(board, input);
    },
  };
}
