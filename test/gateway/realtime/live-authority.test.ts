import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { accessTokens } from '../../../server/auth/access-token.ts';
import { openFamily } from '../../../server/auth/sessions.ts';
import { insertUser } from '../../../server/auth/users.ts';
import { openDatabase, type Database } from '../../../server/db/database.ts';
import { insertHospital } from '../../../server/db/insert-hospital.ts';
import { migrate } from '../../../server/db/migrate.ts';
import { type ApiClient, withToken } from '../../support/api-client.ts';
import { startGateway, startWardline, type TestGateway } from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { openClient, type TestClient } from './test-client.ts';

// Two gateways as processes of their own on one PostgreSQL and one Redis: what is decided at one, or
// in the database, holds on the open sockets of both.

/** The longest a right that was withdrawn may go on, on any gateway. */
const CUT_OFF_MS = 5_000;
const SOCKETS_A_USER = 256;
const tokens = accessTokens('a secret of the tests, at least 32 bytes');

let postgres: TestDatabase;
let redis: TestRedis;
let database: Database;
let gateways: readonly TestGateway[] = [];
let writer: ApiClient;
const open: TestClient[] = [];

beforeAll(async () => {
  postgres = await createTestDatabase();
  await migrate(postgres.url);
  redis = await startRedis();
  database = openDatabase({
    ...{ url: postgres.url, maxConnections: 2, applicationName: 'wardline test' },
    onIdleError: () => undefined,
  });
  await database.system((tx) => insertHospital(tx, { id: 'H1', name: 'H1', timeZone: 'UTC' }));
  await postgres.query(
    `insert into ward (hospital_id, id, name, unit_type)
     select 'H1', 'W' || n, 'Ward ' || n, 'medical-surgical' from generate_series(1, 2) as n`,
  );
  const env = { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
  const start = (): Promise<TestGateway> =>
    startGateway({ from: 'bundle', env, readyWithin: 150_000 });
  gateways = await Promise.all([start(), start()]);
  writer = withToken((await signedIn('writer')).token);
}, 180_000);
afterEach(() => {
  for (const client of open.splice(0)) client.terminate();
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await database.close();
  await redis.stop();
  await postgres.drop();
});

/** Of a new sign-in; the first one makes the user, a dispatcher of all wards. */
async function signedIn(
  userId: string,
  seconds = 3_600,
): Promise<{ family: string; token: string }> {
  await database.system((tx) =>
    insertUser(tx, {
      ...{ id: userId, name: userId, passwordHash: 'x' },
      memberships: [{ hospitalId: 'H1', role: 'dispatcher', wardIds: null }],
    }),
  );
  const family = randomUUID();
  await openFamily(database, userId, family);
  return { family, token: (await tokens.sign(userId, family, seconds)).token };
}

async function connect(gateway: TestGateway, token: string): Promise<TestClient> {
  const ticket = await withToken(token).ticket(gateway.url);
  const client = await openClient(`${gateway.realtimeUrl}?ticket=${ticket}`);
  open.push(client);
  await client.next('welcome');
  return client;
}

/** A socket at each gateway. */
function everywhere(token: string): Promise<TestClient[]> {
  return Promise.all(gateways.map((gateway) => connect(gateway, token)));
}

/** Closed with that code, and not later than withdrawn rights may go on. */
async function expectCutOff(clients: readonly TestClient[], code: number): Promise<void> {
  const withdrawn = performance.now();
  for (const client of clients) {
    expect(await client.closed).toMatchObject({ code });
    expect(performance.now() - withdrawn).toBeLessThan(CUT_OFF_MS);
  }
}

async function admit(wardId: string): Promise<number> {
  const body = { hospitalId: 'H1', wardId, patient: { ref: randomUUID(), label: 'P' } };
  const url = gateways[0]?.url ?? '';
  const answer = await writer.send<{ cursor: { seq: number } }>(url, 'POST', '/api/v1/stays', body);
  expect(answer.status).toBe(201);
  return answer.body.cursor.seq;
}

test('when its access token ends a socket is closed 4001; one renewed in band lives on', async () => {
  const { family, token } = await signedIn('ada', 6);
  const ended = performance.now() + 6_000;
  const clients = await everywhere(token);
  const renewed = await everywhere(token);
  const { token: next } = await tokens.sign('ada', family, 3_600);
  for (const client of renewed) client.send({ type: 'auth', token: next });
  for (const client of clients) expect(await client.closed).toMatchObject({ code: 4001 });
  // Of the token's own clock, in whole seconds.
  expect(performance.now()).toBeGreaterThan(ended - 1_500);
  expect(performance.now()).toBeLessThan(ended + CUT_OFF_MS);
  for (const client of renewed) await client.subscribe('H1/W1');
});

test('a renewal with a token that has ended, or is somebody else’s, closes 4001', async () => {
  const { token, family } = await signedIn('bea');
  const [one, other] = await everywhere(token);
  const { token: ended } = await tokens.sign('bea', family, -1);
  one?.send({ type: 'auth', token: ended });
  other?.send({ type: 'auth', token: writer.token });
  for (const client of [one, other]) expect(await client?.closed).toMatchObject({ code: 4001 });
});

test('who signs out at one gateway is cut off at both; another sign-in stays', async () => {
  const first = await signedIn('cleo');
  const clients = await everywhere(first.token);
  const family = randomUUID();
  await openFamily(database, 'cleo', family);
  const others = await everywhere((await tokens.sign('cleo', family, 3_600)).token);
  const url = gateways[0]?.url ?? '';
  const answer = await fetch(`${url}/api/v1/auth/logout`, {
    method: 'POST',
    headers: { authorization: `Bearer ${first.token}` },
  });
  expect(answer.status).toBeLessThan(300);
  await expectCutOff(clients, 4001);
  for (const client of others) await client.subscribe('H1/W1');
});

test('who was renewed with another sign-in lives and ends by that one', async () => {
  const first = await signedIn('cora');
  const [clients, others] = [await everywhere(first.token), await everywhere(first.token)];
  const family = randomUUID();
  await openFamily(database, 'cora', family);
  const { token } = await tokens.sign('cora', family, 3_600);
  for (const client of clients) {
    client.send({ type: 'auth', token });
    // Frames of a socket are taken in their order: it is renewed before this is answered.
    await client.subscribe('H1/W1');
  }
  const revoke = (which: string): Promise<unknown> =>
    postgres.query('update session_family set revoked_at = now() where id = $1', [which]);
  await revoke(first.family);
  await expectCutOff(others, 4001);
  for (const client of clients) await client.subscribe('H1/W2');
  await revoke(family);
  await expectCutOff(clients, 4001);
});

test('a user who is disabled is cut off at both', async () => {
  const clients = await everywhere((await signedIn('dora')).token);
  const { DATABASE_URL } = gateways[0]?.env ?? {};
  const verb = startWardline(['user', 'disable', 'dora'], {
    from: 'bundle',
    env: { DATABASE_URL },
  });
  expect((await verb.exited).code).toBe(0);
  await expectCutOff(clients, 4001);
});

test('who is narrowed is told so at both, and gets nothing more of what is gone', async () => {
  const clients = await everywhere((await signedIn('ella')).token);
  for (const client of clients) {
    await client.subscribe('H1/W1');
    await client.subscribe('H1/W2');
  }
  await postgres.query(`update membership set ward_ids = '{W1}' where user_id = 'ella'`);
  const withdrawn = performance.now();
  for (const client of clients) {
    expect(await client.next('unsubscribed')).toMatchObject({ ward: 'H1/W2', code: 'forbidden' });
    expect(performance.now() - withdrawn).toBeLessThan(CUT_OFF_MS);
  }
  const before = clients.map((client) => client.cursors.get('H1/W2')?.seq);
  await admit('W2');
  const seq = await admit('W1');
  for (const client of clients) await client.reaches('H1/W1', seq);
  expect(clients.map((client) => client.cursors.get('H1/W2')?.seq)).toEqual(before);
  // Nor does it come back by asking.
  clients[0]?.send({ type: 'subscribe', id: 99, ward: 'H1/W2', cursor: null });
  expect(await clients[0]?.next('error')).toMatchObject({ id: 99, code: 'forbidden' });
});

test('who has no access left is closed 4003 at both, also while there is no Redis', async () => {
  const clients = await everywhere((await signedIn('fay')).token);
  await redis.kill9();
  try {
    await postgres.query(`delete from membership where user_id = 'fay'`);
    await expectCutOff(clients, 4003);
  } finally {
    await redis.restart();
  }
});

test('too many frames close that socket 4429, and no other of its user', async () => {
  const [loud, quiet] = await everywhere((await signedIn('gwen')).token);
  for (let i = 0; i < 4_000; i += 1) loud?.send({ type: 'ack', notificationIds: [] });
  expect(await loud?.closed).toMatchObject({ code: 4429 });
  await quiet?.subscribe('H1/W1');
});

test('one socket more than a user may hold at a gateway is closed 4429; the others stay', async () => {
  const { token } = await signedIn('hope');
  const [one, other] = gateways;
  if (one === undefined || other === undefined) throw new Error('no gateways');
  const held: TestClient[] = [];
  while (held.length < SOCKETS_A_USER) {
    const some = Math.min(16, SOCKETS_A_USER - held.length);
    held.push(...(await Promise.all(Array.from({ length: some }, () => connect(one, token)))));
  }
  const ticket = await withToken(token).ticket(one.url);
  const late = await openClient(`${one.realtimeUrl}?ticket=${ticket}`);
  open.push(late);
  expect(await late.closed).toMatchObject({ code: 4429 });
  await Promise.all([held[0], held.at(-1)].map(async (client) => client?.subscribe('H1/W1')));
  held[0]?.terminate();
  // The place that came free is somebody's again.
  const next = await until(
    async () => {
      const client = await openClient(
        `${one.realtimeUrl}?ticket=${await withToken(token).ticket(one.url)}`,
      );
      open.push(client);
      return Promise.race([
        client.next('welcome').then(() => client),
        client.closed.then(() => null),
      ]);
    },
    { what: 'a free place' },
  );
  await next.subscribe('H1/W2');
});
