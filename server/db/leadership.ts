import pg from 'pg';

/** One process of all that work on a database does a job; the next takes over when it goes. */
export interface Leadership {
  /**
   * Asks PostgreSQL, on the connection that holds the lock, whether this process leads, and tries
   * to where it does not. Never rejects: whoever cannot ask does not lead.
   */
  lead(): Promise<boolean>;
  /** Gives the job back. */
  close(): Promise<void>;
}

/**
 * A leader that hangs, or that the network has cut off, loses its session, and with it the lock,
 * this long after its last question.
 */
const SILENT_MS = 10_000;
const CONNECT_MS = 5_000;

/**
 * Leadership by a session's advisory lock on a connection of its own, opened at the first question
 * and again when it breaks. `lead()` is to be asked at least every few seconds.
 * @param job names the lock, for example 'clock'
 */
export function createLeadership(url: string, job: string): Leadership {
  let session: pg.Client | null = null;
  let leads = false;
  let closed = false;

  const connected = async (): Promise<pg.Client> => {
    if (session !== null) return session;
    const client = new pg.Client({
      connectionString: url,
      application_name: `wardline ${job} leader`,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: CONNECT_MS,
    });
    const lost = (): void => {
      if (session !== client) return;
      session = null;
      leads = false;
    };
    client.on('error', lost);
    client.on('end', lost);
    await client.connect();
    await client.query(`set idle_session_timeout = ${SILENT_MS}`);
    session = client;
    return client;
  };

  const forget = async (): Promise<void> => {
    const client = session;
    session = null;
    leads = false;
    await client?.end().catch(() => undefined);
  };

  return {
    lead: async () => {
      if (closed) return false;
      try {
        const client = await connected();
        if (leads) {
          await client.query('select 1');
          return session === client;
        }
        const { rows } = await client.query<{ taken: boolean }>(
          'select pg_try_advisory_lock(hashtext($1)) as taken',
          [`wardline leader ${job}`],
        );
        leads = rows[0]?.taken === true && session === client;
        return leads;
      } catch {
        await forget();
        return false;
      }
    },
    close: async () => {
      closed = true;
      await forget();
    },
  };
}
