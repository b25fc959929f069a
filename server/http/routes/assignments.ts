import { z } from 'zod';
import {
  addNoteAnswerSchema,
  addNoteSchema,
} from '../../../src-shared/contract/commands/add-note.ts';
import {
  assignNurseAnswerSchema,
  assignNurseSchema,
} from '../../../src-shared/contract/commands/assign-nurse.ts';
import {
  confirmAssignmentAnswerSchema,
  confirmAssignmentSchema,
} from '../../../src-shared/contract/commands/confirm-assignment.ts';
import {
  endAssignmentAnswerSchema,
  endAssignmentSchema,
} from '../../../src-shared/contract/commands/end-assignment.ts';
import { addNote } from '../../commands/add-note.ts';
import { assignNurse } from '../../commands/assign-nurse.ts';
import { confirmAssignment } from '../../commands/confirm-assignment.ts';
import { endAssignment } from '../../commands/end-assignment.ts';
import type { HttpParts } from '../parts.ts';
import { commandRoute } from './command-route.ts';
import { idParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const post = { method: 'POST', tag: 'assignments' } as const;
const aboutOne = { ...post, params: idParamsSchema, about: 'assignment', status: 200 } as const;

export function assignmentRoutes(app: Routes, parts: HttpParts): void {
  commandRoute(app, parts, {
    ...post,
    url: '/api/v1/assignments',
    roles: ['dispatcher', 'integration'],
    summary: 'Give a nurse a patient, or a post on the ward',
    params: z.object({}),
    body: assignNurseSchema,
    answer: assignNurseAnswerSchema,
    status: 201,
    command: (_, body) => assignNurse(body),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/assignments/:id/confirm',
    roles: ['dispatcher', 'integration', 'nurse'],
    summary: 'The nurse has taken the assignment on',
    body: confirmAssignmentSchema,
    answer: confirmAssignmentAnswerSchema,
    command: ({ id }) => confirmAssignment({ assignmentId: id }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/assignments/:id/notes',
    roles: ['dispatcher', 'integration', 'nurse'],
    summary: 'Add a hand-over note',
    body: addNoteSchema,
    answer: addNoteAnswerSchema,
    command: ({ id }, body) => addNote({ ...body, assignmentId: id }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/assignments/:id/end',
    roles: ['dispatcher', 'integration', 'nurse'],
    summary: 'End an assignment; ending it twice is fine',
    body: endAssignmentSchema,
    answer: endAssignmentAnswerSchema,
    command: ({ id }) => endAssignment({ assignmentId: id }),
  });
}
