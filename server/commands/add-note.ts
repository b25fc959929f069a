import type { AddNote } from '../../src-shared/contract/commands/add-note.ts';
import * as domain from '../../src-shared/domain/transitions/add-note.ts';
import type { Command } from './command.ts';
import { type AssignmentFacts, lookAtAssignment } from './looks.ts';
import { assignmentSubject, mayTouchAssignment, requireOpenAssignment } from './open-assignment.ts';

/** POST /assignments/{id}/notes */
export function addNote(
  input: AddNote & { readonly assignmentId: string },
): Command<AssignmentFacts> {
  return {
    name: 'add-note',
    status: 200,
    look: lookAtAssignment(input.assignmentId),
    allows: mayTouchAssignment,
    subject: assignmentSubject,
    decide: ({ board, reach }) => {
      requireOpenAssignment(reach);
      return domain.addNote(board, input);
    },
  };
}
