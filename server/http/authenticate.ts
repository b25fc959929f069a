import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { AccessClaims, AccessTokens } from '../auth/access-token.ts';
import type { Principal } from '../auth/principal.ts';
import type { Principals } from '../auth/principals.ts';

/** Who sent a request, and by which sign-in. */
export interface Caller {
  readonly principal: Principal;
  readonly claims: AccessClaims;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** null on routes that are open to all. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** True: needs no access token. */
    open?: true;
  }
}

/**
 * Finds out who is asking, before the body is read.
 * @throws Refusal unauthenticated
 */
export async function authenticate(
  request: FastifyRequest,
  tokens: AccessTokens,
  principals: Principals,
): Promise<Caller> {
  const token = bearer(request.headers.authorization);
  const claims = token === null ? null : await tokens.verify(token);
  if (claims === null) throw new Refusal('unauthenticated');
  const principal = await principals.get(claims);
  if (principal === null) throw new Refusal('unauthenticated');
  return { principal, claims };
}

function bearer(header: string | undefined): string | null {
  return /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(header ?? '')?.[1] ?? null;
}

/** The caller of a route that is not open. */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller === null) throw new Error('an open route has no caller');
  return request.caller;
}

export function principalOf(request: FastifyRequest): Principal {
  return callerOf(request).principal;
}
