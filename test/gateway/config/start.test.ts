import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { startGateway, startWardline, type TestGateway } from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';
import { startRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import type { TestProcess } from '../../support/child-process.ts';

// Whole processes: what a gateway that cannot start prints, and the code it ends with.

const SECRET = 'a secret of the tests, at least 32 bytes';

let database: TestDatabase;
let port: number;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const running: TestProcess[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.stop()));
});

/** A gateway that is expected to end by itself: its code, its one line, and how long it took. */
async function failedStart(
  env: Record<string, string | undefined>,
): Promise<{ code: number | null; line: string; ms: number }> {
  port = await freePort();
  const startedAt = performance.now();
  const gateway = startWardline(['gateway'], {
    env: {
      PORT: String(port),
      DATABASE_URL: database.url,
      WARDLINE_JWT_SECRET: SECRET,
      WARDLINE_LOG_LEVEL: 'silent',
      ...env,
    },
  });
  running.push(gateway);
  const { code } = await gateway.exited;
  const lines = gateway.stderr().trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(gateway.stdout()).toBe('');
  return { code, line: lines[0] ?? '', ms: performance.now() - startedAt };
}

async function tables(): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::int from pg_tables where schemaname = 'public'`,
  );
  return row?.count ?? -1;
}

function occupy(host: string, busy: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(busy, host, () => {
      resolve(server);
    });
  });
}

describe('a wrong configuration', () => {
  it.each([
    ['WARDLINE_WARDS', { WARDLINE_WARDS: '1' }],
    ['PORT', { PORT: 'http' }],
    ['HOST', { WARDLINE_DEMO: '1', HOST: '0.0.0.0' }],
    ['WARDLINE_JWT_SECRET', { WARDLINE_JWT_SECRET: undefined }],
    ['WARDLINE_ROLES', { WARDLINE_ROLES: 'api,realtime' }],
    ['WARDLINE_LOG_LEVEL', { WARDLINE_LOG_LEVEL: 'loud' }],
  ])('names %s and ends with 78', async (variable, env) => {
    const { code, line } = await failedStart(env);
    expect(code).toBe(78);
    expect(line).toMatch(new RegExp(`^wardline: ${variable}: `));
    expect(await tables()).toBe(0);
  });

  const key = 'test/intake/tls/key.pem';
  const cert = 'test/intake/tls/cert.pem';
  it.each([
    ['a senders file that is no list', 'SENDERS', { SENDERS: 'package.json' }],
    ['a senders file that is not there', 'SENDERS', { SENDERS: 'nowhere.json' }],
    ['a key that is not there', 'TLS_KEY', { TLS_KEY: 'nowhere.pem', TLS_CERT: cert }],
    ['a key that is none', 'TLS_KEY', { TLS_KEY: cert, TLS_CERT: cert }],
    ['a certificate that is not there', 'TLS_CERT', { TLS_KEY: key, TLS_CERT: 'nowhere.pem' }],
    ['a certificate that is none', 'TLS_CERT', { TLS_KEY: key, TLS_CERT: 'package.json' }],
    ['a certificate of another key', 'TLS_CERT', { TLS_KEY: 'other key', TLS_CERT: cert }],
    ['a CA that is none', 'TLS_CA', { TLS_KEY: key, TLS_CERT: cert, TLS_CA: 'package.json' }],
  ])('names %s before anything is changed', async (_, variable, files) => {
    const folder = await mkdtemp(join(tmpdir(), 'wardline-test-start-'));
    const other = join(folder, 'other.pem');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(other, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const named = Object.entries(files).map(([name, path]) => [
      `WARDLINE_MLLP_${name}`,
      path === 'other key' ? other : path,
    ]);
    const { code, line } = await failedStart({
      WARDLINE_MLLP_PORT: String(await freePort()),
      WARDLINE_LOG_LEVEL: 'info',
      ...(Object.fromEntries(named) as Record<string, string>),
    });
    await rm(folder, { recursive: true });
    expect(code).toBe(78);
    expect(line).toMatch(new RegExp(`^wardline: WARDLINE_MLLP_${variable}: `));
    expect(await tables()).toBe(0);
  });
});

describe('the demo’s known passwords', () => {
  it('are kept out of a database with users of its own', async () => {
    await using own = await createTestDatabase();
    const env = { DATABASE_URL: own.url };
    const add = ['hospital', 'add', 'X1', '--name', 'A real one'];
    expect((await startWardline(add, { env }).exited).code).toBe(0);
    const { code, line } = await failedStart({
      ...env,
      WARDLINE_DEMO: '1',
      WARDLINE_MLLP_PORT: '0',
    });
    expect(code).toBe(78);
    expect(line).toMatch(/^wardline: WARDLINE_DEMO: this database has users or hospitals/);
    expect(await own.query('select id from hospital')).toEqual([{ id: 'X1' }]);
    expect(await own.query('select from app_user')).toEqual([]);
  });

  it('are kept from other machines', async () => {
    await using demo = await createTestDatabase();
    const env = { DATABASE_URL: demo.url };
    expect((await startWardline(['demo-data'], { env }).exited).code).toBe(0);
    const { code, line } = await failedStart({ ...env, HOST: '0.0.0.0' });
    expect(code).toBe(78);
    expect(line).toMatch(/^wardline: HOST: this database has the demo’s users/);
  });
});

describe('what cannot be had', () => {
  it('is a busy port, before anything is touched', async () => {
    const fresh = await createTestDatabase();
    const busy = await freePort();
    const server = await occupy('127.0.0.1', busy);
    const started = await failedStart({ PORT: String(busy), DATABASE_URL: fresh.url });
    expect(started.code).toBe(69);
    expect(started.line).toBe(`wardline: PORT ${String(busy)} on 127.0.0.1: the port is in use`);
    const left = await fresh.query(`select from pg_tables where schemaname = 'public'`);
    expect(left).toEqual([]);
    server.close();
    await fresh.drop();
  });

  it('is a busy port for HL7', async () => {
    const busy = await freePort();
    const server = await occupy('127.0.0.1', busy);
    const { code, line } = await failedStart({ WARDLINE_MLLP_PORT: String(busy) });
    expect(code).toBe(69);
    expect(line).toMatch(/^wardline: WARDLINE_MLLP_PORT \d+ on 127\.0\.0\.1: the port is in use$/);
    server.close();
  });

  it('is an address of another machine', async () => {
    const { code, line } = await failedStart({ HOST: '192.0.2.1' });
    expect(code).toBe(69);
    expect(line).toMatch(/^wardline: PORT \d+ on 192\.0\.2\.1: /);
  });

  it('is a PostgreSQL that does not answer', async () => {
    const closed = await freePort();
    const url = `postgres://wardline:hunter2@127.0.0.1:${String(closed)}/wardline`;
    const { code, line, ms } = await failedStart({ DATABASE_URL: url });
    expect(code).toBe(69);
    expect(line).toMatch(/^wardline: PostgreSQL at postgres:\/\/127\.0\.0\.1:\d+\/wardline: /);
    expect(line).not.toContain('hunter2');
    expect(ms).toBeLessThan(20_000);
  });

  it('is a database that does not exist, told at once', async () => {
    const url = new URL(database.url);
    url.pathname = '/nowhere';
    const { code, line, ms } = await failedStart({ DATABASE_URL: url.href });
    expect(code).toBe(69);
    expect(line).toContain('database "nowhere" does not exist');
    expect(ms).toBeLessThan(6_000);
  });

  it('is a Redis that does not answer', async () => {
    const closed = await freePort();
    await using fresh = await createTestDatabase();
    const { code, line, ms } = await failedStart({
      DATABASE_URL: fresh.url,
      WARDLINE_LOG_LEVEL: 'info',
      REDIS_URL: `redis://:hunter2@127.0.0.1:${String(closed)}`,
    });
    expect(await fresh.query(`select from pg_tables where schemaname = 'public'`)).toEqual([]);
    expect(code).toBe(69);
    expect(line).toMatch(/^wardline: Redis at redis:\/\/127\.0\.0\.1:\d+/);
    expect(line).not.toContain('hunter2');
    expect(ms).toBeLessThan(20_000);
  });
});

describe('a Redis that wants another password', () => {
  it('is told in its own words, once, and nothing has been changed', async () => {
    await using fresh = await createTestDatabase();
    await using redis = await startRedis();
    const client = new Redis(redis.url);
    await client.config('SET', 'requirepass', 'right');
    client.disconnect();
    for (const [url, words] of [
      [redis.url.replace('redis://', 'redis://:hunter2@'), 'WRONGPASS'],
      [redis.url, 'NOAUTH'],
    ] as const) {
      const { code, line } = await failedStart({
        ...{ DATABASE_URL: fresh.url, REDIS_URL: url },
        WARDLINE_LOG_LEVEL: 'info',
      });
      expect(code).toBe(69);
      expect(line).toMatch(
        new RegExp(`^wardline: Redis at redis://127\\.0\\.0\\.1:\\d+: ${words}`),
      );
      expect(line).not.toContain('hunter2');
    }
    expect(await fresh.query(`select from pg_tables where schemaname = 'public'`)).toEqual([]);
  });
});

describe('a second gateway', () => {
  let first: TestGateway;
  const env = (): Record<string, string> => ({
    DATABASE_URL: database.url,
    WARDLINE_JWT_SECRET: SECRET,
  });

  it('on the same database is refused without a Redis, and welcome with one', async () => {
    first = await startGateway({ env: env() });
    const { code, line } = await failedStart({});
    expect(code).toBe(69);
    expect(line).toMatch(/^wardline: another gateway works on this database/);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);

    await using redis = await startRedis();
    const lone = await failedStart({ REDIS_URL: redis.url });
    expect(lone.code).toBe(69);
    expect((await first.stop()).code).toBe(0);

    await using one = await startGateway({ env: { ...env(), REDIS_URL: redis.url } });
    await using two = await startGateway({ env: { ...env(), REDIS_URL: redis.url } });
    const ready = await Promise.all([one, two].map(({ url }) => fetch(`${url}/readyz`)));
    expect(ready.map(({ status }) => status)).toEqual([200, 200]);
    expect((await failedStart({})).code).toBe(69);
  });

  it('takes over at once from one that was killed', async () => {
    const killed = await startGateway({ env: env() });
    await killed.kill9();
    await using next = await startGateway({ env: env(), readyWithin: 15_000 });
    expect((await fetch(`${next.url}/readyz`)).status).toBe(200);
  });
});

describe('a gateway that is stopped', () => {
  it('ends with 0, and at once by the second signal', async () => {
    const gateway = await startGateway({
      env: { DATABASE_URL: database.url, WARDLINE_DRAIN_MS: '60000' },
    });
    const socket = await openSocket(gateway, database);
    const closed = new Promise<number>((resolve) => {
      socket.addEventListener('close', ({ code }) => {
        resolve(code);
      });
    });
    process.kill(gateway.pid, 'SIGTERM');
    await goneFromReadiness(gateway);
    process.kill(gateway.pid, 'SIGINT');
    expect((await gateway.exited).code).toBe(0);
    expect(await closed).toBe(1012);
  });
});

describe('a gateway that is stopped with nobody connected', () => {
  it('stays long enough for a load balancer to see that it is not ready', async () => {
    const gateway = await startGateway({
      env: { DATABASE_URL: database.url, WARDLINE_DRAIN_MIN_MS: '1500' },
    });
    process.kill(gateway.pid, 'SIGTERM');
    await goneFromReadiness(gateway);
    const since = performance.now();
    const isGone = async () => (await fetch(`${gateway.url}/readyz`).catch(() => null)) === null;
    await until(isGone, { what: 'the listener’s end' });
    expect(performance.now() - since).toBeGreaterThan(1_000);
    expect((await gateway.exited).code).toBe(0);
  });
});

async function goneFromReadiness(gateway: TestGateway): Promise<void> {
  for (;;) {
    const answer = await fetch(`${gateway.url}/readyz`);
    if (answer.status === 503) return;
  }
}

/** A socket of a user made for it. */
async function openSocket(gateway: TestGateway, db: TestDatabase): Promise<WebSocket> {
  const id = 'socket-user';
  await db.query(`insert into hospital (id, name) values ('H1', 'One') on conflict do nothing`);
  const add = ['user', 'add', id, '--role', 'dispatcher', '--hospital', 'H1'];
  expect((await startWardline(add, { env: { DATABASE_URL: db.url } }).exited).code).toBe(0);
  const token = startWardline(['token', '--user', id], {
    env: { DATABASE_URL: db.url, WARDLINE_JWT_SECRET: String(gateway.env['WARDLINE_JWT_SECRET']) },
  });
  await token.exited;
  const answer = await fetch(`${gateway.url}/api/v1/realtime/tickets`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token.stdout().trim()}`,
      'content-type': 'application/json',
    },
    body: '{}',
  });
  const { ticket } = (await answer.json()) as { ticket: string };
  const socket = new WebSocket(`${gateway.realtimeUrl}?ticket=${ticket}`, 'wardline.v1');
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  return socket;
}

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'wardline-test-data-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it('starts, is kept, survives a gateway that was killed, and ends with its gateway', async () => {
    const env = { WARDLINE_DATA_DIR: dataDir };
    const first = await startGateway({ env });
    await first.kill9();

    const second = await startGateway({ env, readyWithin: 20_000 });
    const also = await failedStart({ ...env, DATABASE_URL: undefined });
    expect(also).toMatchObject({ code: 69 });
    expect(also.line).toContain('another gateway');
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
    expect((await second.stop()).code).toBe(0);

    const verify = startWardline(['audit', 'verify'], { env });
    expect((await verify.exited).code).toBe(0);
    expect(verify.stdout()).toContain('the audit is whole');
  });
});
