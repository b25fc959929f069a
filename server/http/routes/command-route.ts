import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { CommandHeaders } from '../../../src-shared/contract/command-headers.ts';
import type { Role } from '../../../src-shared/contract/session.ts';
import { hospitalsWithRole, requireRole } from '../../auth/authorize.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Command } from '../../commands/command.ts';
import { principalOf } from '../authenticate.ts';
import { commandHeaders, commandHeadersDescription, hasKey } from '../command-headers.ts';
import type { HttpParts } from '../parts.ts';
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
  /** HTTP status of success. */
  readonly status: 200 | 201;
  /** In bytes, where the usual limit is too small. */
  readonly bodyLimit?: number;
  readonly command: (params: z.output<Params>, body: z.output<Body>) => Command;
}

/**
 * Turns away who may not run a command whatever its body and headers say, before those are looked
 * at. Where the address names no hospital and the request is otherwise in order, the command tells
 * better: what is another hospital's does not exist.
 * @throws Refusal not_found, forbidden
 */
function requireSomeRole(request: FastifyRequest, roles: readonly Role[]): void {
  const principal = principalOf(request);
  const { h } = request.params as { readonly h?: string };
  if (h !== undefined) requireRole(principal, h, roles);
  else if (!hasKey(request)) hospitalsWithRole(principal, roles);
}

/** One address that runs one command. */
export function commandRoute<Params extends z.ZodType, Body extends z.ZodType>(
  app: Routes,
  { runCommand, metrics }: HttpParts,
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
    preValidation: async (request) => {
      requireSomeRole(request, route.roles);
    },
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
