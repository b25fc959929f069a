import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessTokens } from '../../../server/auth/access-token.ts';
import { openFamily } from '../../../server/auth/sessions.ts';
import { insertUser } from '../../../server/auth/users.ts';
import { openDatabase, type Database } from '../../../server/db/database.ts';
import { insertHospital } from '../../../server/db/insert-hospital.ts';
import { migrate } from '../../../server/db/migrate.ts';
import type { Role } from '../../../src-shared/contract/session.ts';
import { type ApiClient, withToken } from '../../support/api-client.ts';
import { startGateway, type TestGateway } from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { startStallingProxy } from '../../support/stalling-proxy.ts';
import { until } from '../../support/until.ts';
import { openClient, type TestClient } from '../realtime/test-client.ts';

// Two gateways as processes of their own on one PostgreSQL and one Redis.

let postgres: TestDatabase;
let redis: TestRedis;
let database: Database;
let one: TestGateway;
let other: TestGateway;
let nurse: ApiClient;
let integration: ApiClient;
const open: TestClient[] = [];

beforeAll(async () => {
  postgres = await createTestDatabase();
  await migrate(postgres.url);
  redis = await startRedis();
  database = openDatabase({
    ...{ url: postgres.url, maxConnections: 2, applicationName: 'wardline test' },
    onIdleError: () => undefined,
  });
  await database.system(async (tx) => {
    await insertHospital(tx, { id: 'H1', name: 'H1', timeZone: 'UTC' });
  });
  [nurse, integration] = await Promise.all([user('nurse'), user('integration')]);
  [one, other] = await Promise.all([start(), start()]);
}, 120_000);
afterAll(async () => {
  for (const client of open) client.terminate();
  await Promise.all([one.stop(), other.stop()]);
  await database.close();
  await redis.stop();
  await postgres.drop();
});

const start = (databaseUrl = postgres.url): Promise<TestGateway> =>
  startGateway({ env: { DATABASE_URL: databaseUrl, REDIS_URL: redis.url } });

async function user(role: Role): Promise<ApiClient> {
  const family = randomUUID();
  const memberships = [{ hospitalId: 'H1', role, wardIds: null }];
  await database.system((tx) =>
    insertUser(tx, { id: role, name: role, passwordHash: 'x', memberships }),
  );
  await openFamily(database, role, family);
  const tokens = accessTokens('a secret of the tests, at least 32 bytes');
  return withToken((await tokens.sign(role, family, 3_600)).token);
}

async function connect(gateway: TestGateway, deviceId: string): Promise<TestClient> {
  const ticket = await nurse.ticket(gateway.url, deviceId);
  const client = await openClient(`${gateway.realtimeUrl}?ticket=${ticket}`);
  open.push(client);
  await client.next('welcome');
  return client;
}

async function notify(gateway: TestGateway, title: string): Promise<string> {
  const path = '/api/v1/notifications';
  const body = { userId: 'nurse', kind: 'system', title };
  const answer = await integration.send<{ id: string }>(gateway.url, 'POST', path, body);
  expect(answer.status).toBe(202);
  return answer.body.id;
}

const idsOf = (client: TestClient): string[] =>
  client.frames.flatMap((frame) => (frame.type === 'notification' ? frame.id : []));
const has = (client: TestClient, id: string): Promise<unknown> =>
  until(() => idsOf(client).includes(id), { what: `notification ${id}`, within: 20_000, every: 5 });

test('devices on two gateways get what either takes, in one order, and what one has read', async () => {
  const here = await connect(one, 'a');
  const there = await connect(other, 'b');
  const sent: string[] = [];
  for (let i = 0; i < 8; i += 1) sent.push(await notify(i % 2 === 0 ? one : other, `n${i}`));
  for (const client of [here, there]) {
    await has(client, sent.at(-1) ?? '');
    expect(idsOf(client).filter((id) => sent.includes(id))).toEqual(sent);
  }
  there.send({ type: 'ack', notificationIds: sent });
  const path = `/api/v1/notifications/${sent[0] ?? ''}/read`;
  expect((await nurse.send(one.url, 'POST', path, { deviceId: 'a' })).status).toBe(200);
  expect((await there.next('notificationRead')).ids).toEqual([sent[0]]);
});

test('a gateway killed before the device had them: they come from the next one', async () => {
  const third = await start();
  const before = await connect(third, 'c');
  const seen = await notify(other, 'seen, not acknowledged');
  await has(before, seen);
  await third.kill9();
  const missed = await notify(other, 'never seen');
  const after = await connect(one, 'c');
  await has(after, missed);
  expect(idsOf(after)).toContain(seen);
  after.send({ type: 'ack', notificationIds: [seen, missed] });
  await until(
    async () =>
      (
        await postgres.query(
          `select from receipt where device_id = 'c' and notification_id = any ($1::uuid[])`,
          [[seen, missed]],
        )
      ).length === 2,
    { what: 'the receipts' },
  );
  const again = await connect(other, 'c');
  await has(again, await notify(other, 'last'));
  expect(idsOf(again).filter((id) => id === seen || id === missed)).toEqual([]);
}, 120_000);

test('a writer killed right after its commit: devices have it within seconds all the same', async () => {
  const client = await connect(one, 'd');
  await has(client, await notify(other, 'before'));
  const writer = await start();
  const body = { userId: 'nurse', kind: 'system', title: 'its last words' };
  const id = randomUUID();
  // Killed as soon as PostgreSQL has it, whether or not it has told anybody.
  const post = integration
    .send(writer.url, 'POST', '/api/v1/notifications', { ...body, id })
    .catch(() => null);
  await until(
    async () => (await postgres.query('select from notification where id = $1', [id])).length === 1,
    { what: 'the commit', every: 1 },
  );
  await writer.kill9();
  await post;
  await has(client, id);
}, 120_000);

test('without Redis they come all the same', async () => {
  const client = await connect(one, 'e');
  await has(client, await notify(other, 'with Redis'));
  await redis.kill9();
  try {
    await has(client, await notify(other, 'without Redis'));
  } finally {
    await redis.restart();
  }
});

test('an acknowledgement that finds PostgreSQL down is kept once it is back, on the same socket', async () => {
  const url = new URL(postgres.url);
  const proxy = await startStallingProxy(Number(url.port));
  url.port = String(proxy.port);
  const third = await start(url.href);
  try {
    const client = await connect(third, 'f');
    const id = await notify(other, 'while PostgreSQL is down');
    await has(client, id);
    proxy.cut();
    client.send({ type: 'ack', notificationIds: [id] });
    const held = (): boolean => third.logs().includes('acknowledgements could not be kept');
    await until(held, { what: 'that the gateway could not keep it', within: 10_000 });
    proxy.resume();
    await until(
      async () =>
        (
          await postgres.query(
            `select from receipt where device_id = 'f' and notification_id = $1`,
            [id],
          )
        ).length === 1,
      { what: 'the receipt', within: 10_000 },
    );
    expect(client.webSocket.readyState).toBe(client.webSocket.OPEN);
  } finally {
    await third.stop();
    await proxy.close();
  }
}, 120_000);
