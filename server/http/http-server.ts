import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { requireMember } from '../auth/authorize.ts';
import { authenticate } from './authenticate.ts';
import { describeInterface } from './interface-description.ts';
import type { HttpParts } from './parts.ts';
import { poisonFault } from './poisoned-names.ts';
import { problem, PROBLEM_TYPE, sendProblem } from './problem-answer.ts';
import { parseRequestPart } from './request-fault.ts';
import { collectRoutes, unanswered, type Route } from './route-table.ts';
import { apiRoutes } from './routes/api-routes.ts';
import { healthRoutes } from './routes/health.ts';
import { updateRoutes } from './routes/updates.ts';
import { webRoutes } from './routes/web.ts';
import { addSecurityHeaders } from './security-headers.ts';

/** Largest body of a request, in bytes, where its route says nothing else. */
export const BODY_LIMIT = 64 * 1024;

export type HttpApp = FastifyInstance;

export interface HttpServer {
  readonly app: HttpApp;
  /** Every route, for tests. */
  readonly routes: readonly Route[];
}

/** All of HTTP, ready for `listen` or `inject`. Closed by `app.close()`. */
export async function createHttpServer(parts: HttpParts): Promise<HttpServer> {
  const loggerInstance: FastifyBaseLogger = parts.log;
  const app = Fastify({
    loggerInstance,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 256 },
    // Idle keep-alive connections must not hold up the end of a gateway.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    requestTimeout: 30_000,
    frameworkErrors: (error, _request, reply) => {
      sendProblem(reply, error, parts.log);
    },
    clientErrorHandler: answerBrokenRequest,
  });
  const routes = collectRoutes(app);
  app.setValidatorCompiler(parseRequestPart);
  app.setSerializerCompiler(parts.checkAnswers === true ? checkedAnswer : plainAnswer);
  acceptJsonOnly(app);
  answerErrors(app, parts, routes);
  addSecurityHeaders(app);
  identifyCallers(app, parts);
  measure(app, parts);
  await describeInterface(app);
  healthRoutes(app.withTypeProvider<ZodTypeProvider>(), parts);
  if (parts.api) {
    apiRoutes(app.withTypeProvider<ZodTypeProvider>(), parts);
    await webRoutes(app, parts.webRoot, routes);
    if (parts.updatesDir !== null) await updateRoutes(app, parts.updatesDir);
  }
  await app.ready();
  return { app, routes };
}

/** What handlers return has its schema's type already. */
function plainAnswer(): (data: unknown) => string {
  return JSON.stringify;
}

function checkedAnswer({ schema }: { schema: unknown }): (data: unknown) => string {
  return (data) => {
    (schema as z.ZodType).parse(data);
    return JSON.stringify(data);
  };
}

/** JSON, or nothing at all: a command may say everything in its address. */
function acceptJsonOnly(app: HttpApp): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body.toString(), keptOrFault(body.toString(), done));
  });
}

type Parsed = (error: Error | null, body?: unknown) => void;

function keptOrFault(text: string, done: Parsed): Parsed {
  return (error, body) => {
    if (error === null) done(null, body);
    else done(poisonFault(text) ?? error);
  };
}

function answerErrors(app: HttpApp, parts: HttpParts, routes: readonly Route[]): void {
  app.setErrorHandler((error, _request, reply) => {
    sendProblem(reply, error, parts.log);
  });
  app.setNotFoundHandler((request) => {
    throw unanswered(routes, request.url.split('?')[0] ?? '');
  });
}

function identifyCallers(app: HttpApp, parts: HttpParts): void {
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.open === true) return;
    const caller = await authenticate(request, parts.tokens, parts.principals);
    request.caller = caller;
    // Another hospital does not exist, whatever else there is to say about the request.
    const { h } = request.params as { readonly h?: string };
    if (h !== undefined) requireMember(caller.principal, h);
  });
}

function measure(app: HttpApp, { metrics, log }: HttpParts): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const status = reply.statusCode;
    const route = request.routeOptions.url ?? 'unknown';
    metrics.httpDuration.observe({ method, route, status }, reply.elapsedTime / 1000);
    if (log.isLevelEnabled('debug')) {
      const userId = request.caller?.principal.userId;
      const ms = Math.round(reply.elapsedTime);
      log.debug({ requestId: request.id, method, route, status, ms, userId }, 'answered');
    }
    done();
  });
}

/** What is not even HTTP gets its problem document straight on the socket. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'Request Header Fields Too Large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'Request Timeout']
        : [400, 'Bad Request'];
  const body = JSON.stringify({ ...problem('invalid_request'), status });
  socket.end(
    `HTTP/1.1 ${String(status)} ${reason}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${String(Buffer.byteLength(body))}\r\nconnection: close\r\n\r\n${body}`,
  );
}
