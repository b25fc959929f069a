import { ticketRequestSchema, ticketSchema } from '../../../src-shared/contract/session.ts';
import { issueTicket } from '../../auth/tickets.ts';
import { callerOf } from '../authenticate.ts';
import type { HttpParts } from '../parts.ts';
import type { Routes } from './routes.ts';

export function ticketRoutes(app: Routes, parts: HttpParts): void {
  app.post(
    '/api/v1/realtime/tickets',
    {
      schema: {
        tags: ['session'],
        summary: 'A ticket that opens one socket once, within 30 s',
        body: ticketRequestSchema,
        response: { 201: ticketSchema },
      },
    },
    async (request, reply) => {
      const { claims } = callerOf(request);
      const { database, ticketSeal: seal } = parts;
      const issued = await issueTicket(database, seal, claims, request.body.deviceId ?? null);
      return reply.code(201).send(issued);
    },
  );
}
