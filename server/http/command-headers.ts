import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  commandHeadersSchema,
  type CommandHeaders,
} from '../../src-shared/contract/command-headers.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { faultsOf, RequestFault } from './request-fault.ts';

/** For the description of the interface; `commandHeaders` parses them. */
export const commandHeadersDescription = z.object({
  'idempotency-key': z.guid().meta({ description: 'Repeating it repeats the answer.' }),
  'wardline-expires': z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'Executed later than this, the command is refused.' }),
  'wardline-basis': z
    .string()
    .optional()
    .meta({ description: 'H1/ICU@epoch:seq, repeated per ward: what it was decided on.' }),
  'wardline-own': z
    .string()
    .optional()
    .meta({ description: "Keys of the same queue's earlier commands, comma-separated." }),
});

/** Where each field of `CommandHeaders` stands in the request. */
const HEADER: Record<string, string> = {
  idempotencyKey: 'idempotency-key',
  expires: 'wardline-expires',
  basis: 'wardline-basis',
  own: 'wardline-own',
};

/**
 * What a command brings besides its body.
 * @throws Refusal idempotency_key_missing; RequestFault naming each header that does not parse
 */
export function commandHeaders({ headers }: FastifyRequest): CommandHeaders {
  const idempotencyKey = text(headers['idempotency-key']) ?? '';
  if (idempotencyKey === '') throw new Refusal('idempotency_key_missing');
  const parsed = commandHeadersSchema.safeParse({
    idempotencyKey,
    expires: text(headers['wardline-expires']),
    basis: list(headers['wardline-basis']),
    own: list(headers['wardline-own']),
  });
  if (parsed.success) return parsed.data;
  throw new RequestFault(
    faultsOf(parsed.error).map(({ path, message }) => {
      const [field = '', ...rest] = path.split('.');
      return { path: ['headers', HEADER[field] ?? field, ...rest].join('.'), message };
    }),
  );
}

/**
 * null where it was not sent. What was sent more than once comes joined by commas, which no single
 * value parses with.
 */
function text(header: string | string[] | undefined): string | null {
  return header === undefined ? null : [header].flat().join(', ').trim();
}

/** Repeated headers and commas within one mean the same. */
function list(header: string | string[] | undefined): string[] {
  const values = text(header)?.split(',') ?? [];
  return values.map((value) => value.trim());
}
