import {
  admitStayAnswerSchema,
  admitStaySchema,
} from '../../../src-shared/contract/commands/admit-stay.ts';
import {
  dischargeStayAnswerSchema,
  dischargeStaySchema,
} from '../../../src-shared/contract/commands/discharge-stay.ts';
import {
  setAcuityAnswerSchema,
  setAcuitySchema,
} from '../../../src-shared/contract/commands/set-acuity.ts';
import { setBedAnswerSchema, setBedSchema } from '../../../src-shared/contract/commands/set-bed.ts';
import {
  swapBedsAnswerSchema,
  swapBedsSchema,
} from '../../../src-shared/contract/commands/swap-beds.ts';
import {
  transferStayAnswerSchema,
  transferStaySchema,
} from '../../../src-shared/contract/commands/transfer-stay.ts';
import { z } from 'zod';
import { admitStay } from '../../commands/admit-stay.ts';
import { dischargeStay } from '../../commands/discharge-stay.ts';
import { setAcuity } from '../../commands/set-acuity.ts';
import { setBed } from '../../commands/set-bed.ts';
import { swapBeds } from '../../commands/swap-beds.ts';
import { transferStay } from '../../commands/transfer-stay.ts';
import type { HttpParts } from '../parts.ts';
import { commandRoute } from './command-route.ts';
import { idParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const post = { method: 'POST', tag: 'stays', roles: ['dispatcher', 'integration'] } as const;
const aboutOne = { ...post, params: idParamsSchema, about: 'stay', status: 200 } as const;

export function stayRoutes(app: Routes, parts: HttpParts): void {
  commandRoute(app, parts, {
    ...post,
    url: '/api/v1/stays',
    summary: 'Admit a patient',
    params: z.object({}),
    body: admitStaySchema,
    answer: admitStayAnswerSchema,
    status: 201,
    command: (_, body) => admitStay(body),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/stays/:id/transfer',
    summary: 'Move a patient to another ward',
    body: transferStaySchema,
    answer: transferStayAnswerSchema,
    command: ({ id }, body) => transferStay({ ...body, stayId: id }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/stays/:id/discharge',
    summary: 'Discharge a patient',
    body: dischargeStaySchema,
    answer: dischargeStayAnswerSchema,
    command: ({ id }) => dischargeStay({ stayId: id }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/stays/:id/acuity',
    summary: 'Set how much care a patient needs',
    body: setAcuitySchema,
    answer: setAcuityAnswerSchema,
    command: ({ id }, body) => setAcuity({ ...body, stayId: id }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/stays/:id/bed',
    summary: 'Put a patient into another bed of the ward',
    body: setBedSchema,
    answer: setBedAnswerSchema,
    command: ({ id }, body) => setBed({ ...body, stayId: id }),
  });
  commandRoute(app, parts, {
    ...aboutOne,
    url: '/api/v1/stays/:id/swap',
    summary: 'Let two patients of a ward change beds',
    body: swapBedsSchema,
    answer: swapBedsAnswerSchema,
    command: ({ id }, body) => swapBeds({ ...body, stayId: id }),
  });
}
