import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { StorageConfig } from './config/config.ts';
import { EXIT, StartFault, unavailableFault } from './config/start-fault.ts';
import { openDatabase, type Database } from './db/database.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './db/embedded/embedded-postgres.ts';
import { verifyEpoch } from './db/epoch.ts';
import { migrate } from './db/migrate.ts';
import type { Log } from './observability/log.ts';

const CONNECT_WITHIN_MS = 5_000;
/** More of them only wait for each other: at a rush fewer got more done. */
const MAX_CONNECTIONS = 12;
const OLDEST_VERSION = 15;

/** A PostgreSQL that answers. */
export interface Server {
  readonly url: string;
  /** null: it is somebody else's (`DATABASE_URL`). */
  readonly embedded: EmbeddedPostgres | null;
}

/**
 * Finds PostgreSQL, or starts the embedded one, and waits for it a bounded time.
 * @throws StartFault (69) naming PostgreSQL
 */
export async function reachServer(
  config: StorageConfig,
  tell: (line: string) => void,
): Promise<Server> {
  if (config.databaseUrl !== null) {
    await waitUntilItAnswers(config.databaseUrl);
    return { url: config.databaseUrl, embedded: null };
  }
  try {
    const embedded = await startEmbeddedPostgres(config.dataDir, tell);
    return { url: embedded.url, embedded };
  } catch (error) {
    throw unavailableFault('Embedded PostgreSQL did not start', error);
  }
}

/**
 * Brings the schema and the epoch up to date and opens the pool.
 * @throws StartFault (69) saying what failed
 */
export async function openInstallation(server: Server, log: Log): Promise<Database> {
  try {
    const ran = await migrate(server.url);
    if (ran.length > 0) log.info({ migrations: ran }, 'schema brought up to date');
  } catch (error) {
    throw unavailableFault('PostgreSQL could not be migrated', error);
  }
  const database = openDatabase({
    url: server.url,
    maxConnections: MAX_CONNECTIONS,
    applicationName: 'wardline',
    onIdleError: (error) => {
      log.warn({ err: error }, 'an idle connection to PostgreSQL broke');
    },
  });
  try {
    const { drawn } = await verifyEpoch(database);
    if (drawn !== null) log.info({ because: drawn }, 'a new epoch begins');
    return database;
  } catch (error) {
    await database.close();
    throw unavailableFault('PostgreSQL', error);
  }
}

/** Not there yet: refused, unknown host, too slow, starting up, too many connections. */
const MAY_COME = /^(?:E[A-Z_]+|57P03|53300)$/;

async function waitUntilItAnswers(url: string): Promise<void> {
  for (const deadline = performance.now() + CONNECT_WITHIN_MS; ;) {
    try {
      await checkVersion(url);
      return;
    } catch (error) {
      if (error instanceof StartFault) throw error;
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'E';
      if (!MAY_COME.test(code) || performance.now() >= deadline) {
        throw unavailableFault(`PostgreSQL at ${withoutPassword(url)}`, error);
      }
      await sleep(250);
    }
  }
}

async function checkVersion(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 4_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      `select current_setting('server_version_num') as version`,
    );
    const major = Math.floor(Number(rows[0]?.version) / 10_000);
    if (major < OLDEST_VERSION) {
      throw new StartFault(
        EXIT.unavailable,
        `PostgreSQL ${String(major)} is too old: Wardline needs ${String(OLDEST_VERSION)} or later`,
      );
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** An address for the terminal: host, port and database alone. */
export function withoutPassword(address: string): string {
  const url = URL.parse(address);
  return url === null ? '' : `${url.protocol}//${url.host}${url.pathname}`;
}
