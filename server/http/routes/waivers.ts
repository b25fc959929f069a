import { randomUUID } from 'node:crypto';
import {
  endWaiverAnswerSchema,
  endWaiverSchema,
} from '../../../src-shared/contract/commands/end-waiver.ts';
import {
  putEscalationAnswerSchema,
  putEscalationSchema,
} from '../../../src-shared/contract/commands/put-escalation.ts';
import {
  startWaiverAnswerSchema,
  startWaiverSchema,
} from '../../../src-shared/contract/commands/start-waiver.ts';
import {
  escalationAnswerSchema,
  waiversAnswerSchema,
} from '../../../src-shared/contract/staffing-reads.ts';
import { requireMember, requireRole } from '../../auth/authorize.ts';
import { putEscalation } from '../../commands/put-escalation.ts';
import { endWaiver, startWaiver } from '../../commands/waivers.ts';
import { readChain } from '../../db/escalations.ts';
import { readWaivers } from '../../db/rule-packs.ts';
import { principalOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import { commandRoute } from './command-route.ts';
import { hospitalParamsSchema, hospitalWaiverParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const tag = 'staffing';
const readOnly = { readOnly: true } as const;

/** What softens the rules for a while, and who is told while nobody acknowledges. */
export function waiverRoutes(app: Routes, parts: HttpParts): void {
  const { database } = parts;
  const params = hospitalParamsSchema;
  app.get(
    '/api/v1/hospitals/:h/waivers',
    {
      schema: {
        tags: [tag],
        summary: 'Emergency waivers that hold, and those of the last 30 days',
        params,
        response: { 200: waiversAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      requireMember(principalOf(request), h);
      return { waivers: await database.app([h], (tx) => readWaivers(tx, h), readOnly) };
    },
  );
  commandRoute(app, parts, {
    method: 'POST',
    tag,
    url: '/api/v1/hospitals/:h/waivers',
    summary: 'Let rules raise nothing in a ward, or in all, until the emergency is over',
    params,
    body: startWaiverSchema,
    answer: startWaiverAnswerSchema,
    roles: ['admin'],
    status: 201,
    command: ({ h }, body) => startWaiver({ ...body, hospitalId: h, id: body.id ?? randomUUID() }),
  });
  commandRoute(app, parts, {
    method: 'POST',
    tag,
    url: '/api/v1/hospitals/:h/waivers/:id/end',
    summary: 'End a waiver before its time; ending it twice is fine',
    params: hospitalWaiverParamsSchema,
    body: endWaiverSchema,
    answer: endWaiverAnswerSchema,
    roles: ['admin'],
    status: 200,
    command: ({ h, id }) => endWaiver({ hospitalId: h, waiverId: id }),
  });
  escalationRoutes(app, parts);
}

function escalationRoutes(app: Routes, parts: HttpParts): void {
  const { database } = parts;
  const params = hospitalParamsSchema;
  app.get(
    '/api/v1/hospitals/:h/escalation',
    {
      schema: {
        tags: ['alerts'],
        summary: 'Whom alerts go to while nobody acknowledges them',
        params,
        response: { 200: escalationAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      requireRole(principalOf(request), h, ['dispatcher', 'admin', 'integration']);
      return { chain: await database.app([h], (tx) => readChain(tx, h), readOnly) };
    },
  );
  commandRoute(app, parts, {
    method: 'PUT',
    tag: 'alerts',
    url: '/api/v1/hospitals/:h/escalation',
    summary: 'Set whom alerts go to while nobody acknowledges them, and when',
    params,
    body: putEscalationSchema,
    answer: putEscalationAnswerSchema,
    roles: ['admin'],
    status: 200,
    command: ({ h }, chain) => putEscalation({ hospitalId: h, chain }),
  });
}
