import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { CommandHeaders } from '../../../src-shared/contract/command-headers.ts';
import type { Role } from '../../../src-shared/contract/session.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import { requireRole } from '../../auth/authorize.ts';
import { hospitalsOf, type Principal } from '../../auth/principal.ts';
import type { Command } from '../../commands/command.ts';
import type { Database } from '../../db/database.ts';
import { hospitalOf, type NamedById } from '../../db/hospital-of.ts';
import { principalOf } from '../authenticate.ts';
import { commandHeaders, commandHeadersDescription } from '../command-headers.ts';
import type { HttpParts } from '../parts.ts';
import { hospitalNamed, requireRoleIn, rightsFirst } from '../rights-first.ts';
import { idIn } from './params.ts';
import type { Routes } from './routes.ts';

/** A command as it came in over HTTP. */
export interface CommandCall {
  readonly principal: Principal;
  readonly headers: CommandHeaders;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** As its schema gave it. */
  readonly body: unknown;
}

/** Runs a command in its transaction. Throws a Refusal when it is not to be. */
export type RunCommand = (
  command: Command,
  call: CommandCall,
) => Promise<{ readonly status: number; readonly answer: object }>;

export interface CommandRoute<Params extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly tag: string;
  readonly summary: string;
  readonly params: Params;
  readonly body: Body;
  readonly answer: z.ZodType;
  /** Who may run it at all; the command itself decides about each thing it is about. */
  readonly roles: readonly Role[];
  /** What the `id` in the address is of. */
  readonly about?: NamedById;
  /** HTTP status of success. */
  readonly status: 200 | 201;
  /** In bytes, where the usual limit is too small. */
  readonly bodyLimit?: number;
  readonly command: (params: z.output<Params>, body: z.output<Body>) => Command;
}

/**
 * Turns away who may not run a command about what the request names, however faulty its body.
 * @throws Refusal not_found, forbidden
 */
async function requireRight(
  request: FastifyRequest,
  database: Database,
  { roles, about }: Pick<CommandRoute<z.ZodType, z.ZodType>, 'roles' | 'about'>,
): Promise<void> {
  const principal = principalOf(request);
  const { h } = request.params as { readonly h?: string };
  const id = idIn(request);
  let hospitalId = h ?? hospitalNamed(request.body);
  if (about !== undefined && id !== null) {
    const sight = hospitalsOf(principal);
    hospitalId = await database.app(sight, (tx) => hospitalOf(tx, about, id), { readOnly: true });
    if (hospitalId === undefined) throw new Refusal('not_found');
  }
  requireRoleIn(principal, hospitalId, roles);
}

/** One address that runs one command. */
export function commandRoute<Params extends z.ZodType, Body extends z.ZodType>(
  app: Routes,
  { runCommand, database, metrics, log }: HttpParts,
  route: CommandRoute<Params, Body>,
): void {
  app.route({
    method: route.method,
    url: route.url,
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    config: { describedHeaders: commandHeadersDescription },
    schema: {
      tags: [route.tag],
      summary: route.summary,
      params: route.params,
      body: route.body,
      response: { [route.status]: route.answer },
    },
    onRequest: async (request) => {
      const { h } = request.params as { readonly h?: string };
      if (h !== undefined) requireRole(principalOf(request), h, route.roles);
    },
    errorHandler: rightsFirst((request) => requireRight(request, database, route), log),
    handler: async (request, reply) => {
      const call: CommandCall = {
        principal: principalOf(request),
        headers: commandHeaders(request),
        method: route.method,
        path: request.url.split('?')[0] ?? '',
        body: request.body,
      };
      const command = route.command(
        request.params as z.output<Params>,
        request.body as z.output<Body>,
      );
      const startedAt = performance.now();
      const observe = (outcome: 'done' | 'refused'): void => {
        const seconds = (performance.now() - startedAt) / 1000;
        metrics.commandDuration.observe({ command: command.name, outcome }, seconds);
      };
      try {
        const { status, answer } = await runCommand(command, call);
        observe('done');
        return await reply.code(status).send(answer);
      } catch (error) {
        observe('refused');
        throw error;
      }
    },
  });
}
