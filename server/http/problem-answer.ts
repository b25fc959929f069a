import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  PROBLEMS,
  problemType,
  type Problem,
  type ProblemCode,
} from '../../src-shared/contract/problem.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { isUnavailable } from '../db/postgres-errors.ts';
import type { Log } from '../observability/log.ts';
import { RequestFault } from './request-fault.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** A refusal of the HTTP layer that comes with a header (`Retry-After`, `Allow`). */
export class HttpRefusal extends Refusal {
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, headers: Readonly<Record<string, string>>, detail?: string) {
    super(code, detail);
    this.headers = headers;
  }
}

export function problem(
  code: ProblemCode,
  detail?: string,
  extra: Readonly<Record<string, unknown>> = {},
): Problem {
  const { status, title } = PROBLEMS[code];
  return {
    ...extra,
    type: problemType(code),
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
  };
}

/**
 * Answers any error as a problem document. What is nobody's refusal is logged in full and told as
 * `internal`, or `unavailable` where PostgreSQL cannot be reached.
 */
export function sendProblem(reply: FastifyReply, error: unknown, log: Log): void {
  const { body, headers } = describe(error);
  if (body.status >= 500 && !(error instanceof Refusal)) {
    log.error({ err: error, requestId: reply.request.id }, 'request failed');
  }
  void reply.code(body.status).headers(headers).type(PROBLEM_TYPE).send(JSON.stringify(body));
}

function describe(error: unknown): { body: Problem; headers: Record<string, string> } {
  if (error instanceof Refusal) {
    const headers = error instanceof HttpRefusal ? { ...error.headers } : {};
    return { body: problem(error.code, error.detail, error.extra), headers };
  }
  if (error instanceof RequestFault) {
    const body = problem('invalid_request', undefined, { errors: error.faults });
    return { body, headers: {} };
  }
  const code = codeOf(error);
  if (error instanceof Error && error.name in FILES) return fileRefusal(error);
  if (code in FRAMEWORK) return { body: frameworkProblem(code), headers: {} };
  return { body: problem(isUnavailable(error) ? 'unavailable' : 'internal'), headers: {} };
}

/** What fastify, its JSON parser and its server of files refuse before a handler runs. */
const FRAMEWORK: Record<string, readonly [ProblemCode, string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_request', 'the body is not JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_request', 'the body is not as long as announced'],
  FST_ERR_BAD_URL: ['invalid_request', 'the address is not well formed'],
  FST_ERR_ASYNC_CONSTRAINT: ['invalid_request', 'the address is not well formed'],
  FST_STATIC_FORBIDDEN_PATH: ['not_found', ''],
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', ''],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', ''],
};

/** What the server of files (`@fastify/send`) refuses of one that is there, by the names of its errors. */
const FILES: Record<string, ProblemCode> = {
  PreconditionFailedError: 'precondition_failed',
  RangeNotSatisfiableError: 'range_not_satisfiable',
};

/** Never kept, though the file itself may be; of what length it is, stands in `Content-Range`. */
function fileRefusal(error: Error & { headers?: unknown }): ReturnType<typeof describe> {
  const { data } = z.object({ 'Content-Range': z.string() }).safeParse(error.headers);
  const body = problem(FILES[error.name] ?? 'internal');
  return { body, headers: { 'cache-control': 'no-store', ...data } };
}

function frameworkProblem(code: string): Problem {
  const [problemCode, message] = FRAMEWORK[code] ?? ['internal', ''];
  if (problemCode !== 'invalid_request') return problem(problemCode);
  return problem(problemCode, undefined, { errors: [{ path: '', message }] });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return String(error.code);
}
