import { HOUSE_WARD_ID, type WardKey } from '../../src-shared/contract/ids.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { startGateway, type TestGateway } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

/** Two gateways (built as shipped) on one PostgreSQL and one Redis, with the demo hospitals at rest. */
export interface Stage {
  readonly database: TestDatabase;
  readonly redis: TestRedis;
  readonly gateways: readonly [TestGateway, TestGateway];
  readonly dispatcher: ApiClient;
  /** The wards of all hospitals, without the houses. */
  readonly wards: readonly WardKey[];
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const database = await createTestDatabase();
  const redis = await startRedis();
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    WARDLINE_DEMO: '1',
    WARDLINE_DEMO_FEED: '0',
  };
  const first = await startGateway({ from: 'bundle', env });
  const second = await startGateway({ from: 'bundle', env });
  const dispatcher = await signIn(first.url, 'dispatcher');
  const wards = await database.query<{ key: string }>(
    `select hospital_id || '/' || id as key from ward where id <> $1 order by 1`,
    [HOUSE_WARD_ID],
  );
  return {
    database,
    redis,
    gateways: [first, second],
    dispatcher,
    wards: wards.map(({ key }) => key),
    close: async () => {
      await Promise.all([first.stop(1_000), second.stop(1_000)]);
      await redis.stop();
      await database.drop();
    },
  };
}

/** `count` of the wards, spread evenly over the hospitals. */
export function spreadWards(stage: Stage, count: number): WardKey[] {
  const step = stage.wards.length / count;
  return Array.from({ length: count }, (_, i) => stage.wards[Math.floor(i * step)] ?? '');
}
