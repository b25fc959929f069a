import pg from 'pg';
import { hospitalIdSchema } from '../../src-shared/contract/ids.ts';
import {
  type BatchItem,
  type Statement,
  StatementBatch,
  type StatementResult,
} from './statement-batch.ts';

export type { Statement };

/** One open transaction. `query` runs a statement and answers its rows. */
export interface Tx {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

/** A transaction that its owner ends, once, by `commit` or `rollback`; both give the connection back. */
export interface OpenTx extends Tx {
  /**
   * May be called before the last statement has answered: both travel in one round trip. Rejects
   * when PostgreSQL rolled back instead, because a statement had failed.
   */
  commit(): Promise<void>;
  /** Never rejects. */
  rollback(): Promise<void>;
}

export type Isolation = 'read committed' | 'repeatable read';

export interface TransactionOptions {
  readonly isolation?: Isolation;
  readonly readOnly?: boolean;
}

/** Whose eyes a transaction has: those of some hospitals, or those of the whole system. */
export type Sight = { readonly hospitals: readonly string[] } | 'system';

export interface Database {
  /** A transaction that sees the rows of these hospitals alone, whatever its statements forget. */
  app<T>(
    hospitals: readonly string[],
    work: (tx: Tx) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /** A transaction of the system's own work (relay, clock, realtime, intake, sign-in): all hospitals. */
  system<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** As the two above, for those who end the transaction themselves. */
  begin(sight: Sight, options?: TransactionOptions): Promise<OpenTx>;
  readonly pool: pg.Pool;
  /** For connections beside the pool, such as a leader's. */
  readonly url: string;
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

// A process that hangs inside a transaction would keep its wards locked for everybody.
const STUCK_MS = 15_000;
const STATEMENT_MS = 60_000;
/** So long after a rush the connections beyond half of the most are closed. */
const IDLE_MS = 10 * 60_000;

/**
 * Everything here finds a few rows by key. In tables that grow faster than their statistics
 * PostgreSQL would go on reading whole tables, by plans made when they were small.
 */
const BY_KEY =
  'set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set jit = off';
/** With these settings PostgreSQL takes a plan for the given values to be cheaper each time, and plans anew. */
const PLANNED_ONCE = 'set plan_cache_mode = force_generic_plan';

export function openDatabase(settings: DatabaseSettings): Database {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.maxConnections,
    // A new connection prepares and plans everything anew: none is to be opened in the middle of a rush.
    min: Math.ceil(settings.maxConnections / 2),
    idleTimeoutMillis: IDLE_MS,
    application_name: settings.applicationName,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: STUCK_MS,
    statement_timeout: STATEMENT_MS,
    types,
  });
  pool.on('error', settings.onIdleError);
  // A connection that breaks while a transaction is between two statements says so as an event; the
  // next statement then fails.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    client.query(`${BY_KEY}; ${PLANNED_ONCE}`).catch(() => undefined);
  });
  const open = (sight: Sight, options: TransactionOptions = {}) => begin(pool, sight, options);
  return {
    pool,
    url: settings.url,
    app: async (hospitals, work, options) => finish(await open({ hospitals }, options), work),
    system: async (work, options) => finish(await open('system', options), work),
    begin: open,
    close: () => pool.end(),
  };
}

async function finish<T>(tx: OpenTx, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    const result = await work(tx);
    await tx.commit();
    return result;
  } catch (error) {
    await tx.rollback();
    throw error;
  }
}

/**
 * The opening is not waited for: it goes out with the first statement. Should it fail, nothing of the
 * transaction is sent after it, so nothing ever runs without its role.
 */
async function begin(pool: pg.Pool, sight: Sight, options: TransactionOptions): Promise<OpenTx> {
  const values = sightValues(sight);
  const client = await pool.connect();
  const { send, end } = inBatches(client);
  // Who waits for a statement behind it is told of its error.
  send(beginning(options), []).catch(() => undefined);
  send(SIGHT, values).catch(() => undefined);
  let released = false;
  const release = (broken?: Error): void => {
    if (released) return;
    released = true;
    client.release(broken);
  };
  return {
    query: async <Row>(statement: Statement, values: readonly unknown[] = []) => {
      const { rows } = await send(statement, values);
      return rows as Row[];
    },
    commit: async () => {
      const { tag } = await send(COMMIT, []);
      if (tag !== 'COMMIT') throw new Error('the transaction was rolled back');
      release();
    },
    rollback: async () => {
      if (released) return;
      end(new Error('the transaction was given up'));
      release(await brokenByRollback(client));
    },
  };
}

interface Batches {
  readonly send: (statement: Statement, values: readonly unknown[]) => Promise<StatementResult>;
  /** Nothing is sent from now on: what waits, and what still comes, is rejected with this. */
  readonly end: (why: Error) => void;
}

/**
 * What is sent before the next turn of the event loop leaves as one batch, and so does what is sent
 * while a batch is under way, once that has answered. A statement that fails ends it all.
 */
function inBatches(client: pg.PoolClient): Batches {
  let waiting: BatchItem[] = [];
  let isUnderWay = false;
  let over: Error | undefined;
  const end = (why: Error): void => {
    over ??= why;
    for (const { reject } of waiting.splice(0)) reject(over);
  };
  const flush = (): void => {
    const items = waiting;
    waiting = [];
    isUnderWay = items.length > 0;
    if (isUnderWay) client.query(new StatementBatch(items, types, ended));
  };
  const ended = (failure: Error | null): void => {
    if (failure !== null) end(failure);
    flush();
  };
  return {
    send: (statement, values) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) {
          reject(over);
          return;
        }
        waiting.push({ statement, values, resolve, reject });
        if (!isUnderWay && waiting.length === 1) process.nextTick(flush);
      }),
    end,
  };
}

/** Role and hospitals hold for this transaction alone. */
const SIGHT: Statement = {
  name: 'sight',
  text: "select set_config('role', $1, true), set_config('wardline.hospitals', $2, true)",
};

const COMMIT: Statement = { name: 'commit', text: 'commit' };

/** Prepared like any other: PostgreSQL would else parse it anew for each transaction. */
function beginning({ isolation, readOnly }: TransactionOptions): Statement {
  const level = isolation ?? 'read committed';
  const access = readOnly === true ? 'read only' : 'read write';
  return { name: `begin ${level} ${access}`, text: `begin isolation level ${level} ${access}` };
}

function sightValues(sight: Sight): string[] {
  if (sight === 'system') return ['wardline_system', ''];
  return ['wardline_app', sight.hospitals.map((id) => hospitalIdSchema.parse(id)).join(',')];
}

/** A connection that cannot even roll back is not given back to the pool. */
async function brokenByRollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
