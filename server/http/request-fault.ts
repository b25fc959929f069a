import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { Refusal } from '../../src-shared/domain/refusal.ts';

export interface Fault {
  /** Dots between names and places: `patient.label`, `beds.3.id`; empty: the body as a whole. */
  readonly path: string;
  readonly message: string;
}

/** A request that does not have the form of its schema. */
export class RequestFault extends Error {
  override readonly name = 'RequestFault';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super('the request does not have the expected form');
    this.faults = faults;
  }
}

/** Where the part of a request stands in the path of a fault; a body's names stand by themselves. */
const PREFIX: Record<string, string> = { querystring: 'query', params: 'path', headers: 'headers' };

/**
 * Parses a part of a request by its schema; what handlers see is the schema's output. A body that
 * was not sent counts as an empty object, for commands that say everything in their address.
 */
export const parseRequestPart: FastifySchemaCompiler<z.ZodType> = ({
  schema,
  method,
  httpPart,
}) => {
  const part = httpPart ?? 'body';
  // An address that no id could make leads nowhere; only a PUT is about to make what it names.
  const leadsNowhere = part === 'params' && method !== 'PUT';
  return (data: unknown) => {
    const given = part === 'body' ? (data ?? {}) : data;
    const parsed = schema.safeParse(given);
    if (parsed.success) return { value: parsed.data };
    if (leadsNowhere) return { error: new Refusal('not_found') };
    return { error: new RequestFault(faultsOf(parsed.error, PREFIX[part] ?? '')) };
  };
};

export function faultsOf(error: z.ZodError, prefix = ''): Fault[] {
  return error.issues.flatMap((issue) => {
    const path = [...(prefix === '' ? [] : [prefix]), ...issue.path.map(String)];
    if (issue.code !== 'unrecognized_keys')
      return [{ path: path.join('.'), message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'is not known' }));
  });
}
