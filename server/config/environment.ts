import { isIP } from 'node:net';
import { z } from 'zod';
import { GATEWAY_ROLES, type GatewayRole } from './roles.ts';

/** A whole number, written in digits, within bounds. */
function whole(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= min && value <= max, {
      message: `must be between ${String(min)} and ${String(max)}`,
    });
}

const port = whole(0, 65_535);
const milliseconds = whole(0, 86_400_000);
const flag = z.enum(['0', '1'], { error: 'must be 0 or 1' }).transform((value) => value === '1');
const path = z.string().min(1, 'must not be empty');

const HOST_NAME = /^(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*$/;
const host = z.string().refine((text) => isIP(text) !== 0 || HOST_NAME.test(text), {
  message: 'is neither an address nor a host name',
});

/** An address of one of these schemes, with a host. Its text goes on as it is. */
function address(...schemes: string[]) {
  return z.string().refine(
    (text) => {
      const url = URL.parse(text);
      return url !== null && schemes.includes(url.protocol) && url.hostname !== '';
    },
    { message: `must be an address that begins with ${schemes.map((s) => `${s}//`).join(' or ')}` },
  );
}

/** libpq allows a socket folder in place of a host: `postgres:///name?host=/var/run/postgresql`. */
const databaseUrl = z.string().refine(
  (text) => {
    const url = URL.parse(text);
    if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) return false;
    return url.hostname !== '' || url.searchParams.has('host');
  },
  { message: 'must be an address that begins with postgres:// or postgresql://' },
);

const roles = z.string().transform((text, context): ReadonlySet<GatewayRole> => {
  const names = text.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === 'all') return new Set(GATEWAY_ROLES);
  const known = names.filter((name): name is GatewayRole =>
    (GATEWAY_ROLES as readonly string[]).includes(name),
  );
  if (known.length !== names.length) {
    context.addIssue({
      code: 'custom',
      message: `must be all, or any of ${GATEWAY_ROLES.join(',')}`,
    });
  }
  return new Set(known);
});

const secret = z.string().refine((text) => Buffer.byteLength(text) >= 32, {
  message: 'must be at least 32 bytes long',
});

/**
 * Every variable that Wardline reads, with its default. Whether values fit together is judged in
 * config.ts.
 */
export const environmentSchema = z.object({
  PORT: port.default(8080),
  HOST: host.default('127.0.0.1'),
  DATABASE_URL: databaseUrl.optional(),
  REDIS_URL: address('redis:', 'rediss:', 'redis+cluster:').optional(),
  WARDLINE_DATA_DIR: path.default('.wardline'),
  WARDLINE_DEMO: flag.default(false),
  WARDLINE_DEMO_FEED: flag.default(true),
  WARDLINE_JWT_SECRET: secret.optional(),
  WARDLINE_MLLP_PORT: port.optional(),
  WARDLINE_MLLP_HOST: host.default('127.0.0.1'),
  WARDLINE_MLLP_TLS_KEY: path.optional(),
  WARDLINE_MLLP_TLS_CERT: path.optional(),
  WARDLINE_MLLP_TLS_CA: path.optional(),
  WARDLINE_MLLP_SENDERS: path.optional(),
  WARDLINE_INTAKE_KEEP_DAYS: whole(1, 36_500).default(90),
  WARDLINE_ROLES: roles.default(new Set(GATEWAY_ROLES)),
  WARDLINE_REPLAY_WINDOW_MS: milliseconds.default(300_000),
  WARDLINE_HEARTBEAT_MS: whole(100, 3_600_000).default(8_000),
  WARDLINE_HEARTBEAT_TIMEOUT_MS: whole(50, 3_600_000).default(4_000),
  WARDLINE_DRAIN_MS: milliseconds.default(20_000),
  WARDLINE_DRAIN_MIN_MS: milliseconds.optional(),
  WARDLINE_UPDATES_DIR: path.optional(),
  WARDLINE_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
});
export type Environment = z.infer<typeof environmentSchema>;

export const VARIABLES = Object.keys(environmentSchema.shape);
