import pg from 'pg';
import { hospitalIdSchema } from '../../src-shared/contract/ids.ts';

/** A statement that is prepared once a connection under its name, and planned once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** One open transaction. `query` runs a statement and answers its rows. */
export interface Tx {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export type Isolation = 'read committed' | 'repeatable read';

export interface TransactionOptions {
  readonly isolation?: Isolation;
  readonly readOnly?: boolean;
}

export interface Database {
  /** A transaction that sees the rows of these hospitals alone, whatever its statements forget. */
  app<T>(
    hospitals: readonly string[],
    work: (tx: Tx) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /** A transaction of the system's own work (relay, clock, realtime, intake, sign-in): all hospitals. */
  system<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

// Seqs are bigint in PostgreSQL and stay below 2^53 here; times travel as text in the wire's form.
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.TIMESTAMPTZ) return toWireTime;
    return pg.types.getTypeParser(oid, format ?? 'text') as (text: string) => unknown;
  },
};

function toWireTime(text: string): string {
  return text.includes('infinity') ? text : new Date(text).toISOString();
}

export interface DatabaseSettings {
  readonly url: string;
  readonly maxConnections: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Told of a broken idle connection; the pool replaces it by itself. */
  readonly onIdleError: (error: Error) => void;
}

export function openDatabase(settings: DatabaseSettings): Database {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.maxConnections,
    application_name: settings.applicationName,
    connectionTimeoutMillis: 10_000,
    types,
  });
  pool.on('error', settings.onIdleError);
  return {
    pool,
    app: (hospitals, work, options) =>
      transaction(pool, 'wardline_app', hospitals, work, options ?? {}),
    system: (work, options) => transaction(pool, 'wardline_system', [], work, options ?? {}),
    close: () => pool.end(),
  };
}

async function transaction<T>(
  pool: pg.Pool,
  role: 'wardline_app' | 'wardline_system',
  hospitals: readonly string[],
  work: (tx: Tx) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(opening(role, hospitals, options));
    const result = await work({
      query: async <Row>(statement: Statement, values: readonly unknown[] = []) =>
        (await client.query({ ...statement, values: [...values] })).rows as Row[],
    });
    await client.query('commit');
    return result;
  } catch (error) {
    broken = await rollback(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Role and hospitals hold for this transaction alone; one round trip with its beginning. */
function opening(role: string, hospitals: readonly string[], options: TransactionOptions): string {
  const list = hospitals.map((id) => hospitalIdSchema.parse(id)).join(',');
  const isolation = options.isolation ?? 'read committed';
  const access = options.readOnly === true ? 'read only' : 'read write';
  return (
    `begin isolation level ${isolation} ${access};` +
    `select set_config('role','${role}',true),set_config('wardline.hospitals','${list}',true)`
  );
}

/** A connection that cannot even roll back is not given back to the pool. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
