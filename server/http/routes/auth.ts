import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  loginSchema,
  refreshSchema,
  sessionSchema,
  type Session,
} from '../../../src-shared/contract/session.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import { REFRESH_TOKEN_SECONDS, type OpenedSession } from '../../auth/sessions.ts';
import type { HttpParts } from '../parts.ts';
import { HttpRefusal } from '../problem-answer.ts';
import type { Routes } from './routes.ts';

const COOKIE = 'wardline_refresh';
const COOKIE_PATH = '/api/v1/auth';
const config = { open: true } as const;
const shared = { tags: ['session'], security: [] };

export function authRoutes(app: Routes, parts: HttpParts): void {
  const { sessions, loginLimit, metrics } = parts;

  app.post(
    '/api/v1/auth/login',
    {
      config,
      schema: {
        ...shared,
        summary: 'Sign in',
        body: loginSchema,
        response: { 200: sessionSchema },
      },
    },
    async (request, reply): Promise<Session> => {
      const { username, password, client } = request.body;
      const wait = await loginLimit.waitSeconds(username, request.ip);
      if (wait > 0) throw new HttpRefusal('too_many_requests', { 'retry-after': String(wait) });
      try {
        const opened = await sessions.login(username, password);
        await loginLimit.succeeded(username, request.ip);
        return handOver(request, reply, opened, client === 'native');
      } catch (error) {
        if (error instanceof Refusal && error.code === 'bad_credentials') {
          metrics.loginFailures.inc();
          await loginLimit.failed(username, request.ip);
        }
        throw error;
      }
    },
  );

  app.post(
    '/api/v1/auth/refresh',
    {
      config,
      schema: {
        ...shared,
        summary: 'Exchange a refresh token (cookie, or body of a native client) for the next one',
        body: refreshSchema,
        response: { 200: sessionSchema },
      },
    },
    async (request, reply): Promise<Session> => {
      const given = request.body.refreshToken ?? request.cookies[COOKIE];
      if (given === undefined) throw new Refusal('refresh_token_invalid');
      try {
        const opened = await sessions.refresh(given);
        return handOver(request, reply, opened, request.body.refreshToken !== undefined);
      } catch (error) {
        // An order to delete is given again until somebody signs in.
        if (error instanceof Refusal && error.code !== 'wipe_ordered') dropCookie(reply);
        throw error;
      }
    },
  );

  app.post(
    '/api/v1/auth/logout',
    {
      config,
      schema: {
        ...shared,
        summary: 'End this sign-in: its refresh tokens, access tokens and sockets',
        body: refreshSchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const given = request.body.refreshToken ?? request.cookies[COOKIE];
      if (given !== undefined) await sessions.logout(given);
      else if (request.headers.authorization !== undefined) await endByAccessToken(request, parts);
      dropCookie(reply);
      return reply.code(204).send(null);
    },
  );
}

/** A program that kept its access token alone can still end its sign-in. */
async function endByAccessToken(request: FastifyRequest, parts: HttpParts): Promise<void> {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const claims = await parts.tokens.verify(token);
  if (claims === null) throw new Refusal('unauthenticated');
  await parts.sessions.revoke(claims.family);
  parts.principals.forget(claims.userId);
}

/** A browser keeps the refresh token where no script can read it; another program gets it told. */
function handOver(
  request: FastifyRequest,
  reply: FastifyReply,
  opened: OpenedSession,
  native: boolean,
): Session {
  if (native) return { ...opened.session, refreshToken: opened.refreshToken };
  void reply.setCookie(COOKIE, opened.refreshToken, {
    path: COOKIE_PATH,
    httpOnly: true,
    sameSite: 'strict',
    secure: isEncrypted(request),
    maxAge: REFRESH_TOKEN_SECONDS,
  });
  return opened.session;
}

function dropCookie(reply: FastifyReply): void {
  void reply.clearCookie(COOKIE, { path: COOKIE_PATH, httpOnly: true, sameSite: 'strict' });
}

/** Behind a load balancer the encryption ends there; whoever forges the header harms himself alone. */
function isEncrypted(request: FastifyRequest): boolean {
  return request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
}
