import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { environmentSchema, VARIABLES, type Environment } from './environment.ts';
import { isLoopbackHost } from './loopback.ts';
import { GATEWAY_ROLES, type GatewayRole } from './roles.ts';
import { configFault } from './start-fault.ts';

export const DEMO_MLLP_PORT = 2575;
const DRAIN_MIN_MS = 2_000;

export interface MllpConfig {
  readonly host: string;
  readonly port: number;
  /** Paths of PEM files. */
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string | null } | null;
  /** Path of a JSON file with the allow-list of senders. */
  readonly sendersFile: string | null;
}

/** What the environment says, checked. Durations are milliseconds, paths absolute. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** null: embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null;
  /** null: in-process bus. */
  readonly redisUrl: string | null;
  readonly dataDir: string;
  readonly demo: boolean;
  /** Whether this gateway starts the simulated hospitals: never outside of demo mode. */
  readonly demoFeed: boolean;
  /** null: made once and kept in the database (demo mode only). */
  readonly jwtSecret: string | null;
  /** null: no HL7 listener. */
  readonly mllp: MllpConfig | null;
  readonly roles: ReadonlySet<GatewayRole>;
  readonly replayWindowMs: number;
  readonly heartbeatMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly drainMs: number;
  /** How long at least readiness is false before the listener closes; never above `drainMs`. */
  readonly drainMinMs: number;
  /** HL7 messages are kept for so long, and longer where a patient in the house needs them. */
  readonly intakeKeepDays: number;
  readonly updatesDir: string | null;
  readonly logLevel: Environment['WARDLINE_LOG_LEVEL'];
}

/**
 * Reads the environment of a gateway.
 * @throws StartFault (exit code 78) naming the first variable that is unknown or does not parse
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = parseEnvironment(env);
  refuseWhatDoesNotFit(values);
  if (values.WARDLINE_UPDATES_DIR !== undefined) requireFolder(values.WARDLINE_UPDATES_DIR);
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    dataDir: resolve(values.WARDLINE_DATA_DIR),
    demo: values.WARDLINE_DEMO,
    demoFeed: values.WARDLINE_DEMO && values.WARDLINE_DEMO_FEED,
    jwtSecret: values.WARDLINE_JWT_SECRET ?? null,
    mllp: mllpConfig(values),
    roles: values.WARDLINE_ROLES,
    replayWindowMs: values.WARDLINE_REPLAY_WINDOW_MS,
    heartbeatMs: values.WARDLINE_HEARTBEAT_MS,
    heartbeatTimeoutMs: values.WARDLINE_HEARTBEAT_TIMEOUT_MS,
    drainMs: values.WARDLINE_DRAIN_MS,
    drainMinMs: drainMinMs(values),
    intakeKeepDays: values.WARDLINE_INTAKE_KEEP_DAYS,
    updatesDir:
      values.WARDLINE_UPDATES_DIR === undefined ? null : resolve(values.WARDLINE_UPDATES_DIR),
    logLevel: values.WARDLINE_LOG_LEVEL,
  };
}

/**
 * The variables that say which database a verb of the command line works on; a verb needs no
 * secret and no listener, so nothing else is asked of it.
 */
export type StorageConfig = Pick<
  Config,
  'databaseUrl' | 'redisUrl' | 'dataDir' | 'jwtSecret' | 'logLevel'
>;

/** @throws StartFault (78) as `readConfig` */
export function readStorageConfig(env: NodeJS.ProcessEnv): StorageConfig {
  const values = parseEnvironment(env);
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    dataDir: resolve(values.WARDLINE_DATA_DIR),
    jwtSecret: values.WARDLINE_JWT_SECRET ?? null,
    logLevel: values.WARDLINE_LOG_LEVEL,
  };
}

function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
  const unknown = Object.keys(env).find(
    (name) => name.startsWith('WARDLINE_') && !VARIABLES.includes(name),
  );
  if (unknown !== undefined) throw configFault(unknown, 'Wardline knows no such variable');
  const parsed = environmentSchema.safeParse(env);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const variable = String(issue?.path[0]);
  throw configFault(variable, `${quoted(variable, env)}${issue?.message ?? 'does not parse'}`);
}

function requireFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw configFault('WARDLINE_UPDATES_DIR', `there is no folder ${path}`);
}

/** The value as given, unless it may hold a secret. */
function quoted(variable: string, env: NodeJS.ProcessEnv): string {
  const mayHoldSecret = ['DATABASE_URL', 'REDIS_URL', 'WARDLINE_JWT_SECRET'].includes(variable);
  return mayHoldSecret ? '' : `"${env[variable] ?? ''}" `;
}

function refuseWhatDoesNotFit(values: Environment): void {
  const { WARDLINE_DEMO: demo, HOST: host, WARDLINE_ROLES: roles } = values;
  if (demo && !isLoopbackHost(host)) {
    throw configFault('HOST', `demo mode has known passwords and listens on loopback only`);
  }
  if (!demo && values.WARDLINE_JWT_SECRET === undefined) {
    throw configFault('WARDLINE_JWT_SECRET', 'is required (at least 32 bytes)');
  }
  if (values.REDIS_URL === undefined && roles.size < GATEWAY_ROLES.length) {
    throw configFault('WARDLINE_ROLES', 'split roles need a REDIS_URL, which is their common bus');
  }
  refuseOpenIntake(values);
}

/** Whoever may send HL7 may discharge patients, so a listener others can reach has to be guarded. */
function refuseOpenIntake(values: Environment): void {
  const { WARDLINE_MLLP_TLS_KEY: key, WARDLINE_MLLP_TLS_CERT: cert } = values;
  if ((key === undefined) !== (cert === undefined)) {
    const missing = key === undefined ? 'WARDLINE_MLLP_TLS_KEY' : 'WARDLINE_MLLP_TLS_CERT';
    throw configFault(missing, 'TLS needs both a key and a certificate');
  }
  if (values.WARDLINE_MLLP_TLS_CA !== undefined && key === undefined) {
    throw configFault('WARDLINE_MLLP_TLS_CA', 'needs WARDLINE_MLLP_TLS_KEY and …_CERT');
  }
  const listens = values.WARDLINE_MLLP_PORT !== undefined || values.WARDLINE_DEMO;
  const guarded = key !== undefined || values.WARDLINE_MLLP_SENDERS !== undefined;
  if (listens && !guarded && !isLoopbackHost(values.WARDLINE_MLLP_HOST)) {
    throw configFault(
      'WARDLINE_MLLP_HOST',
      'beyond loopback the listener needs TLS (WARDLINE_MLLP_TLS_KEY, …_CERT) or an allow-list ' +
        '(WARDLINE_MLLP_SENDERS)',
    );
  }
}

/** A demo has no load balancer that would have to notice. */
function drainMinMs(values: Environment): number {
  const wanted = values.WARDLINE_DRAIN_MIN_MS ?? (values.WARDLINE_DEMO ? 0 : DRAIN_MIN_MS);
  return Math.min(wanted, values.WARDLINE_DRAIN_MS);
}

function mllpConfig(values: Environment): MllpConfig | null {
  const port = values.WARDLINE_MLLP_PORT ?? (values.WARDLINE_DEMO ? DEMO_MLLP_PORT : undefined);
  if (port === undefined) return null;
  const { WARDLINE_MLLP_TLS_KEY: key, WARDLINE_MLLP_TLS_CERT: cert } = values;
  return {
    host: values.WARDLINE_MLLP_HOST,
    port,
    tls:
      key === undefined || cert === undefined
        ? null
        : { key, cert, ca: values.WARDLINE_MLLP_TLS_CA ?? null },
    sendersFile: values.WARDLINE_MLLP_SENDERS ?? null,
  };
}
