import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

// Advisory locks belong to one database, so this counts the gateways of one installation.
const TAKE = {
  alone: `select pg_try_advisory_lock(hashtext('wardline gateway')) as taken`,
  shared: `select pg_try_advisory_lock_shared(hashtext('wardline gateway')) as taken`,
};
const RETRY_MS = 100;

/** Says that this gateway works on the database. Given back by `release`, or when the process dies. */
export interface GatewayLock {
  release(): Promise<void>;
}

export interface GatewayLockOptions {
  /** alone: with its bus in the process; shared: with others on one Redis. */
  readonly mode: 'alone' | 'shared';
  /** How long to wait for a predecessor whose connection is just ending, in ms. */
  readonly withinMs: number;
  /** Called when the connection broke and by now another gateway holds the lock. */
  readonly onLost: () => void;
}

/**
 * Takes the lock on a connection of its own and takes it again when that connection breaks.
 * @returns null where another gateway holds it in a way that does not go with ours
 */
export async function takeGatewayLock(
  url: string,
  options: GatewayLockOptions,
): Promise<GatewayLock | null> {
  let released = false;
  let client: pg.Client | null = null;

  const take = async (): Promise<pg.Client | null> => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'wardline gateway lock',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    fresh.on('error', () => undefined);
    await fresh.connect();
    const { rows } = await fresh.query<{ taken: boolean }>(TAKE[options.mode]);
    if (rows[0]?.taken !== true) {
      await fresh.end();
      return null;
    }
    fresh.once('end', () => {
      if (!released) void takeAgain();
    });
    return fresh;
  };

  /** Unless it was released while we were on our way to it. */
  const keep = async (taken: pg.Client): Promise<void> => {
    if (released) await taken.end();
    else client = taken;
  };

  /** Until PostgreSQL is back, or somebody else was quicker. */
  const takeAgain = async (): Promise<void> => {
    while (!released) {
      try {
        const taken = await take();
        if (taken === null) options.onLost();
        else await keep(taken);
        return;
      } catch {
        await sleep(500, undefined, { ref: false });
      }
    }
  };

  const deadline = performance.now() + options.withinMs;
  client = await take();
  while (client === null && performance.now() < deadline) {
    await sleep(RETRY_MS);
    client = await take();
  }
  if (client === null) return null;
  return {
    release: async () => {
      released = true;
      await client?.end().catch(() => undefined);
    },
  };
}
