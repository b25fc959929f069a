import { z } from 'zod';
import {
  intakeMessageAnswerSchema,
  intakeMessagesAnswerSchema,
  intakeMessagesQuerySchema,
  type IntakeMessage,
  type IntakeMessagesAnswer,
  type IntakeMessagesQuery,
} from '../../../src-shared/contract/intake.ts';
import { hospitalsWithRole } from '../../auth/authorize.ts';
import type { Principal } from '../../auth/principal.ts';
import { principalOf } from '../authenticate.ts';
import { commandHeaders, commandHeadersDescription } from '../command-headers.ts';
import type { Routes } from './routes.ts';

/** Who asks, and for which hospitals she is an administrator. */
interface DeskUser {
  readonly userId: string;
  readonly hospitals: readonly string[];
}

interface DeskCommand {
  readonly user: DeskUser;
  readonly id: number;
  /** Idempotency-Key. */
  readonly key: string;
}

/**
 * What administrators do with HL7 messages. They see those of their hospitals and those of which
 * nobody can tell whom they concern. The intake's own desk, which app.ts gives to HTTP.
 */
export interface IntakeDesk {
  list(user: DeskUser, query: IntakeMessagesQuery): Promise<IntakeMessagesAnswer>;
  replay(command: DeskCommand): Promise<IntakeMessage>;
  dismiss(command: DeskCommand): Promise<IntakeMessage>;
}

const tags = ['setup'];
const paramsSchema = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

export function intakeMessageRoutes(app: Routes, desk: IntakeDesk): void {
  app.get(
    '/api/v1/intake/messages',
    {
      schema: {
        tags,
        summary: 'What came in over HL7 and what became of it, the newest first',
        querystring: intakeMessagesQuerySchema,
        response: { 200: intakeMessagesAnswerSchema },
      },
    },
    (request) => desk.list(deskUser(principalOf(request)), request.query),
  );

  for (const verb of ['replay', 'dismiss'] as const) {
    app.post(
      `/api/v1/intake/messages/:id/${verb}`,
      {
        config: { describedHeaders: commandHeadersDescription },
        schema: {
          tags,
          summary:
            verb === 'replay'
              ? 'Apply a message as if it came in now'
              : 'Put a message out of the way for good',
          params: paramsSchema,
          body: z.strictObject({}),
          response: { 200: intakeMessageAnswerSchema },
        },
      },
      async (request) => {
        const user = deskUser(principalOf(request));
        const { idempotencyKey } = commandHeaders(request);
        const command = { user, id: request.params.id, key: idempotencyKey };
        return { message: await desk[verb](command) };
      },
    );
  }
}

/** @throws Refusal forbidden for who is nowhere an administrator */
function deskUser(principal: Principal): DeskUser {
  return { userId: principal.userId, hospitals: hospitalsWithRole(principal, ['admin']) };
}
