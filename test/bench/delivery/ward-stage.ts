import { startGateway, startWardline, type TestGateway } from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import type { LoadClient } from './asks.ts';

/** A migrated database with empty wards, and as many users as sockets, each reading one ward. */
export interface WardStage {
  readonly database: TestDatabase;
  readonly redis: TestRedis;
  readonly wards: readonly string[];
  readonly clients: readonly LoadClient[];
  /**
   * A gateway as shipped, on this stage. The caller stops it.
   * @param databaseUrl where it finds PostgreSQL, when not straight at its port
   */
  gateway(databaseUrl?: string): Promise<TestGateway>;
  close(): Promise<void>;
}

/** Longer than any run. */
const TOKEN_MINUTES = 240;
const TOKENS_A_CALL = 5_000;
const SECRET = 'a secret of the benchmarks, at least 32 bytes';

/** @param clients spread over the wards in turn */
export async function openWardStage(wardCount: number, clients: number): Promise<WardStage> {
  const [database, redis] = await Promise.all([createTestDatabase(), startRedis()]);
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    WARDLINE_JWT_SECRET: SECRET,
    WARDLINE_LOG_LEVEL: 'warn',
  };
  const run = async (args: string[]): Promise<string> => {
    const verb = startWardline(args, { from: 'bundle', env });
    if ((await verb.exited).code !== 0) throw new Error(verb.logs());
    return verb.stdout();
  };
  await run(['migrate']);
  const wards = Array.from({ length: wardCount }, (_, index) => `H1/W${String(index + 1)}`);
  const wardOf = (index: number): string => wards[index % wards.length] ?? '';
  await addWards(database, wardCount);
  await addUsers(database, clients, wardCount);
  const tokens: string[] = [];
  for (let at = 0; at < clients; at += TOKENS_A_CALL) {
    const count = Math.min(TOKENS_A_CALL, clients - at);
    const users = Array.from({ length: count }, (_, index) => ['--user', `u${String(at + index)}`]);
    const printed = await run(['token', '--minutes', String(TOKEN_MINUTES), ...users.flat()]);
    tokens.push(...printed.trim().split('\n'));
  }
  return {
    database,
    redis,
    wards,
    clients: tokens.map((token, index) => ({ token, ward: wardOf(index) })),
    gateway: (databaseUrl = database.url) =>
      startGateway({ from: 'bundle', env: { ...env, DATABASE_URL: databaseUrl } }),
    close: async () => {
      await redis.stop();
      await database.drop();
    },
  };
}

async function addWards(database: TestDatabase, count: number): Promise<void> {
  await database.query("insert into hospital (id, name) values ('H1', 'One')");
  await database.query(
    `insert into ward (hospital_id, id, name, unit_type)
     select 'H1', 'W' || n, 'Ward ' || n, 'medical-surgical' from generate_series(1, $1) as n`,
    [count],
  );
}

async function addUsers(database: TestDatabase, count: number, wards: number): Promise<void> {
  await database.query(
    `insert into app_user (id, name, password_hash)
     select 'u' || n, 'User ' || n, '-' from generate_series(0, $1 - 1) as n`,
    [count],
  );
  await database.query(
    `insert into membership (user_id, hospital_id, role, ward_ids)
     select 'u' || n, 'H1', 'nurse', array['W' || (n % $2 + 1)] from generate_series(0, $1 - 1) as n`,
    [count, wards],
  );
  await database.query('analyze');
}
