import {
  endBreakAnswerSchema,
  endBreakSchema,
} from '../../../src-shared/contract/commands/end-break.ts';
import {
  endShiftAnswerSchema,
  endShiftSchema,
} from '../../../src-shared/contract/commands/end-shift.ts';
import {
  moveNurseAnswerSchema,
  moveNurseSchema,
} from '../../../src-shared/contract/commands/move-nurse.ts';
import {
  startBreakAnswerSchema,
  startBreakSchema,
} from '../../../src-shared/contract/commands/start-break.ts';
import { endBreak } from '../../commands/end-break.ts';
import { endShift } from '../../commands/end-shift.ts';
import { moveNurse } from '../../commands/move-nurse.ts';
import { startBreak } from '../../commands/start-break.ts';
import type { HttpParts } from '../parts.ts';
import { commandRoute } from './command-route.ts';
import { nurseParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const aboutOne = { method: 'POST', tag: 'nurses', params: nurseParamsSchema, status: 200 } as const;

export function nurseRoutes(app: Routes, parts: HttpParts): void {
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/nurses/:n/move',
    roles: ['dispatcher', 'integration'],
    summary: 'Let a running shift go on in another ward, or in the float pool (`_house`)',
    body: moveNurseSchema,
    answer: moveNurseAnswerSchema,
    command: ({ n }, body) => moveNurse({ ...body, nurseId: n }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/nurses/:n/break',
    roles: ['dispatcher', 'integration', 'nurse'],
    summary: 'Send a nurse on a break',
    body: startBreakSchema,
    answer: startBreakAnswerSchema,
    command: ({ n }, body) => startBreak({ ...body, nurseId: n }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/nurses/:n/break/end',
    roles: ['dispatcher', 'integration', 'nurse'],
    summary: 'A nurse is back from a break',
    body: endBreakSchema,
    answer: endBreakAnswerSchema,
    command: ({ n }, body) => endBreak({ ...body, nurseId: n }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/nurses/:n/shift/end',
    roles: ['dispatcher', 'integration'],
    summary: 'End a shift before its time (sick, sent home)',
    body: endShiftSchema,
    answer: endShiftAnswerSchema,
    command: ({ n }, body) => endShift({ ...body, nurseId: n }),
  });
}
