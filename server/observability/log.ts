import { pino, type Logger } from 'pino';
import type { Config } from '../config/config.ts';

export type Log = Logger;

/**
 * Patients' labels and numbers, and what opens doors, are never logged. Bodies are not logged at
 * all; these paths catch what slips into a logged object all the same.
 */
const SECRET_NAMES = [
  'patient',
  'label',
  'ref',
  'text',
  'body',
  'data',
  'state',
  'password',
  'accessToken',
  'refreshToken',
  'ticket',
  'token',
  'authorization',
  'cookie',
];
const redacted = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON lines on standard output, so that a log shipper needs no parser. */
export function createLog(level: Config['logLevel']): Log {
  return pino({
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redacted, censor: '[redacted]' },
    serializers: { err: describeError, error: describeError },
  });
}

/** An error without what PostgreSQL quotes of the row at fault (`detail`, `where`). */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
