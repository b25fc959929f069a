import type { PoolClient } from 'pg';
import type { Database } from '../db/database.ts';

/** 'wardline relay', as PostgreSQL hashes it. */
const TRY = "select pg_try_advisory_lock(hashtext('wardline relay')) as held";
const QUERY_TIMEOUT_MS = 5_000;

/**
 * Leadership among all gateways of a database: a session's advisory lock, on a connection that is
 * kept for it. It ends with the connection, however that ends. `close` gives both back.
 */
export class LeaderLock {
  readonly #database: Database;
  #client: PoolClient | null = null;
  #held = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whether this process leads at this moment, trying to where nobody does. Rejects while it cannot ask. */
  async holds(): Promise<boolean> {
    try {
      const client = (this.#client ??= await this.#connect());
      const query = {
        text: this.#held ? 'select true as held' : TRY,
        query_timeout: QUERY_TIMEOUT_MS,
      };
      const { rows } = await client.query<{ held: boolean }>(query);
      this.#held = rows[0]?.held === true;
      return this.#held;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The connection is ended, not reused: its lock must go with it. */
  close(): void {
    const client = this.#client;
    this.#client = null;
    this.#held = false;
    client?.release(true);
  }

  async #connect(): Promise<PoolClient> {
    const client = await this.#database.pool.connect();
    client.on('error', () => {
      if (this.#client === client) this.close();
    });
    return client;
  }
}
