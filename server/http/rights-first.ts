import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Role } from '../../src-shared/contract/session.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { hospitalsWithRole, requireRole } from '../auth/authorize.ts';
import type { Principal } from '../auth/principal.ts';
import type { Log } from '../observability/log.ts';
import { sendProblem } from './problem-answer.ts';
import { RequestFault } from './request-fault.ts';

/**
 * The error handler of a route: who has no right to what a request is about is told that, whatever
 * is wrong with its body or headers besides. Asked of faulty requests alone, since a command finds
 * out by itself.
 * @param requireRight throws the Refusal that the request would get if it were in order
 */
export function rightsFirst(
  requireRight: (request: FastifyRequest) => Promise<void>,
  log: Log,
): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  const toldInstead = async (error: unknown, request: FastifyRequest): Promise<unknown> => {
    if (!isFault(error)) return error;
    try {
      await requireRight(request);
      return error;
    } catch (refusal) {
      return refusal;
    }
  };
  return (error, request, reply) => {
    void toldInstead(error, request).then((told) => {
      sendProblem(reply, told, log);
    });
  };
}

/**
 * The right to write in a hospital, or, where a request does not say in which, in any.
 * @throws Refusal not_found, forbidden
 */
export function requireRoleIn(
  principal: Principal,
  hospitalId: string | undefined,
  roles: readonly Role[],
): void {
  if (hospitalId === undefined) hospitalsWithRole(principal, roles);
  else requireRole(principal, hospitalId, roles);
}

/** The hospital that a body names, whatever else stands in it. */
export function hospitalNamed(body: unknown): string | undefined {
  const named = z.object({ hospitalId: z.string() }).safeParse(body);
  return named.success ? named.data.hospitalId : undefined;
}

/** What is wrong with a request itself, found before anything was done. */
function isFault(error: unknown): boolean {
  if (error instanceof Refusal) return error.code === 'idempotency_key_missing';
  if (error instanceof RequestFault) return true;
  return error instanceof Error && 'code' in error && /^FST_ERR_CTP/.test(String(error.code));
}
