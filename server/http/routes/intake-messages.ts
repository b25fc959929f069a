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
import type { HttpParts } from '../parts.ts';
import { rightsFirst } from '../rights-first.ts';
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
 * What administrators do with HL7 messages. They see those of their hospitals; messages of which
 * nobody can tell whom they concern are seen by administrators of all hospitals alone. The intake's
 * own desk, which app.ts gives to HTTP.
 */
export interface IntakeDesk {
  list(user: DeskUser, query: IntakeMessagesQuery): Promise<IntakeMessagesAnswer>;
  /** @throws Refusal not_found for a message that is not hers to see */
  requireSeen(user: DeskUser, id: number): Promise<void>;
  replay(command: DeskCommand): Promise<IntakeMessage>;
  dismiss(command: DeskCommand): Promise<IntakeMessage>;
}

const tags = ['setup'];
const paramsSchema = z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });

export function intakeMessageRoutes(app: Routes, { intakeDesk: desk, log }: HttpParts): void {
  const errorHandler = rightsFirst(async (request) => {
    const user = deskUser(principalOf(request));
    const { success, data } = paramsSchema.safeParse(request.params);
    if (success) await desk.requireSeen(user, data.id);
  }, log);

  app.get(
    '/api/v1/intake/messages',
    {
      errorHandler,
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
        errorHandler,
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
