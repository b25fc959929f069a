import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  answerNotificationSchema,
  notificationAnswerOfWriteSchema,
  notificationsAnswerSchema,
  notificationsQuerySchema,
  postNotificationAnswerSchema,
  postNotificationSchema,
  readNotificationSchema,
  sentNotificationsAnswerSchema,
} from '../../../src-shared/contract/notifications.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import { requireRole } from '../../auth/authorize.ts';
import { hospitalsOf } from '../../auth/principal.ts';
import type { KeyedRow, KeyedWrite } from '../../commands/keyed-write.ts';
import { postNotification } from '../../commands/post-notification.ts';
import { answerNotification, readNotification } from '../../commands/read-notification.ts';
import {
  listNotifications,
  listSent,
  readNotification as findNotification,
} from '../../db/notification-lists.ts';
import { principalOf } from '../authenticate.ts';
import { commandHeaders, commandHeadersDescription } from '../command-headers.ts';
import type { HttpParts } from '../parts.ts';
import { HttpRefusal } from '../problem-answer.ts';
import { hospitalNamed, requireRoleIn, rightsFirst } from '../rights-first.ts';
import { hospitalParamsSchema, idIn, idParamsSchema } from './params.ts';
import type { Routes } from './routes.ts';

const tags = ['notifications'];
const SENDERS = ['dispatcher', 'integration'] as const;
/** Nurses send one thing: a message to the dispatchers of their ward. */
const CALLERS = [...SENDERS, 'nurse'] as const;
const callForHelpSchema = z.object({ role: z.literal('dispatcher') });
const readOnly = { readOnly: true } as const;
const config = { describedHeaders: commandHeadersDescription };

/** What a user is told, and what users and programs tell each other. */
export function notificationRoutes(app: Routes, parts: HttpParts): void {
  readRoutes(app, parts);

  app.post(
    '/api/v1/notifications',
    {
      config,
      schema: {
        tags,
        summary: 'Notify a user, everybody on a ward, or its dispatchers',
        body: postNotificationSchema,
        response: { 202: postNotificationAnswerSchema },
      },
      errorHandler: rightsFirst(async (request) => {
        const { body } = request;
        const senders = callForHelpSchema.safeParse(body).success ? CALLERS : SENDERS;
        requireRoleIn(principalOf(request), hospitalNamed(body), senders);
      }, parts.log),
    },
    async (request, reply) => {
      const write = postNotification(principalOf(request), request.body);
      const answer = await runWrite(parts, write, request, reply).catch(withRetryAfter);
      return postNotificationAnswerSchema.parse(answer);
    },
  );

  const own = { config, params: idParamsSchema, answer: notificationAnswerOfWriteSchema };
  const errorHandler = rightsFirst((request) => requireOwn(request, parts), parts.log);
  app.post(
    '/api/v1/notifications/:id/read',
    {
      config,
      errorHandler,
      schema: {
        tags,
        summary: 'The caller has read it, on all her devices; reading it twice is fine',
        params: own.params,
        body: readNotificationSchema,
        response: { 200: own.answer },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const write = readNotification(principalOf(request), id, request.body);
      return own.answer.parse(await runWrite(parts, write, request, reply));
    },
  );
  app.post(
    '/api/v1/notifications/:id/answer',
    {
      config,
      errorHandler,
      schema: {
        tags,
        summary: 'Answer a message; its sender is notified, and it counts as read',
        params: own.params,
        body: answerNotificationSchema,
        response: { 200: own.answer },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const write = answerNotification(principalOf(request), id, request.body);
      return own.answer.parse(await runWrite(parts, write, request, reply));
    },
  );
}

function readRoutes(app: Routes, { database }: HttpParts): void {
  app.get(
    '/api/v1/notifications',
    {
      schema: {
        tags,
        summary: 'The caller’s own of the last seven days, newest first, at most 200',
        querystring: notificationsQuerySchema,
        response: { 200: notificationsAnswerSchema },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const unread = request.query.unread === '1';
      const list = await database.app(
        hospitalsOf(principal),
        (tx) => listNotifications(tx, principal.userId, unread),
        readOnly,
      );
      return { notifications: list };
    },
  );

  app.get(
    '/api/v1/hospitals/:h/messages',
    {
      schema: {
        tags,
        summary: 'Messages that the caller sent here within a day, and how they were answered',
        params: hospitalParamsSchema,
        response: { 200: sentNotificationsAnswerSchema },
      },
    },
    async (request) => {
      const { h } = request.params;
      const principal = principalOf(request);
      requireRole(principal, h, CALLERS);
      const list = (): Promise<z.output<typeof sentNotificationsAnswerSchema>['messages']> =>
        database.app([h], (tx) => listSent(tx, h, principal.userId), readOnly);
      return { messages: await list() };
    },
  );
}

/** @throws Refusal not_found where it is not the caller's own */
async function requireOwn(request: FastifyRequest, { database }: HttpParts): Promise<void> {
  const principal = principalOf(request);
  const id = idIn(request);
  if (id === null) return;
  const found = await database.app(
    hospitalsOf(principal),
    (tx) => findNotification(tx, id, principal.userId),
    readOnly,
  );
  if (found === null) throw new Refusal('not_found');
}

async function runWrite<Row extends KeyedRow>(
  { runWrite: run }: HttpParts,
  write: KeyedWrite<Row>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<object> {
  const { status, answer } = await run(write as KeyedWrite<KeyedRow>, {
    principal: principalOf(request),
    headers: commandHeaders(request),
    method: 'POST',
    path: request.url.split('?')[0] ?? '',
    body: request.body,
  });
  reply.code(status);
  return answer;
}

/** A quota says in a header when there is room again. */
function withRetryAfter(error: unknown): never {
  if (error instanceof Refusal && typeof error.extra.retryAfterSeconds === 'number') {
    const seconds = String(error.extra.retryAfterSeconds);
    throw new HttpRefusal(error.code, { 'retry-after': seconds }, error.detail);
  }
  throw error;
}
