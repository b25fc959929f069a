import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../../server/app.ts';
import { type OpenedBus, openBus } from '../../../server/bus/open-bus.ts';
import { readConfig } from '../../../server/config/config.ts';
import { createLog } from '../../../server/observability/log.ts';
import { createMetrics } from '../../../server/observability/metrics.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { type HttpHouse, openHttpHouse, PASSWORD } from './http-house.ts';

// Two gateways on one database and one Redis: what counts at one counts at the other.

let house: HttpHouse;
let redis: TestRedis;
const gateways: { gateway: Gateway; bus: OpenedBus }[] = [];

beforeAll(async () => {
  [house, redis] = await Promise.all([openHttpHouse(), startRedis()]);
  const log = createLog('silent');
  const env = { WARDLINE_JWT_SECRET: 'x'.repeat(32), REDIS_URL: redis.url, WARDLINE_ROLES: 'api' };
  for (let i = 0; i < 2; i += 1) {
    const bus = openBus({ redisUrl: redis.url, replayWindowMs: 1, log, onError: () => undefined });
    await until(() => bus.bus.ping().then(() => true));
    const metrics = createMetrics({ databasePool: () => ({ total: 0, idle: 0, waiting: 0 }) });
    const parts = { database: house.database, bus, metrics, log };
    gateways.push({ bus, gateway: await createGateway(readConfig(env), parts) });
  }
});
afterAll(async () => {
  for (const { gateway, bus } of gateways) {
    await gateway.close();
    await bus.bus.close();
  }
  await Promise.all([house.close(), redis.stop()]);
});

async function login(at: 0 | 1, username: string, password: string): Promise<number> {
  const answer = await gateways[at]!.gateway.http.app.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    payload: { username, password },
  });
  return answer.statusCode;
}

test('ten failures count, at whichever gateway they happened', async () => {
  for (let i = 0; i < 10; i += 1) {
    expect(await login(i % 2 === 0 ? 0 : 1, 'integration', 'wrong')).toBe(401);
  }
  expect(await login(0, 'integration', PASSWORD)).toBe(429);
  expect(await login(1, 'integration', PASSWORD)).toBe(429);
  expect(await login(1, 'admin', PASSWORD)).toBe(200);
});

test('a sign-in at one forgets the failures at the other', async () => {
  for (let i = 0; i < 9; i += 1) expect(await login(0, 'nurse', 'wrong')).toBe(401);
  expect(await login(1, 'nurse', PASSWORD)).toBe(200);
  expect(await login(0, 'nurse', 'wrong')).toBe(401);
  expect(await login(0, 'nurse', PASSWORD)).toBe(200);
});

test('while Redis is away each gateway counts by itself', async () => {
  await redis.kill9();
  expect(await login(0, 'dispatcher', PASSWORD)).toBe(200);
  for (let i = 0; i < 10; i += 1) expect(await login(0, 'dispatcher', 'wrong')).toBe(401);
  expect(await login(0, 'dispatcher', PASSWORD)).toBe(429);
  expect(await login(1, 'dispatcher', PASSWORD)).toBe(200);
});
