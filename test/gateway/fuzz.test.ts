import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Random } from '../../server/cli/simulate/random.ts';
import { signIn, withToken, type ApiClient } from '../support/api-client.ts';
import { startGateway, startWardline, type TestGateway } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

/** Of each test; more by environment, for a night. */
const ATTEMPTS = Number(process.env['WARDLINE_FUZZ_ATTEMPTS'] ?? 150);
const WITHIN_MS = 60_000 + ATTEMPTS * 200;
const seed = process.env['WARDLINE_TEST_SEED'] ?? randomUUID().slice(0, 8);
const random = new Random(seed);
/** What only people of H1 may ever read. */
const SECRET = 'Xq-only-in-H1';
const PATIENCE_MS = 300;
const MEMORY_MAX = 120 * 2 ** 20;

let database: TestDatabase;
let gateway: TestGateway;
/** A dispatcher of H2, who has no business in H1. */
let stranger: ApiClient;
/** Ids of H1 that a stranger may have heard of. */
let heard: string[];
let paths: { method: string; path: string }[];

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await startGateway({
    from: 'bundle',
    readyWithin: 150_000,
    env: { DATABASE_URL: database.url, WARDLINE_DEMO: '1', WARDLINE_DEMO_FEED: '0' },
  });
  const insider = await signIn(gateway.url, 'dispatcher');
  const admitted = await insider.send<{ stay: { id: string } }>(
    gateway.url,
    'POST',
    '/api/v1/stays',
    {
      ...{ hospitalId: 'H1', wardId: 'ICU' },
      patient: { ref: SECRET, label: SECRET },
    },
  );
  expect(admitted.status).toBe(201);
  await database.query(`insert into app_user (id, name, password_hash) values ('eve', 'Eve', '-')`);
  await database.query(
    `insert into membership (user_id, hospital_id, role) values ('eve', 'H2', 'dispatcher')`,
  );
  const token = startWardline(['token', '--user', 'eve'], { from: 'bundle', env: gateway.env });
  expect((await token.exited).code).toBe(0);
  stranger = withToken(token.stdout().trim());
  heard = ['H1', 'H2', 'ICU', 'MS1', 'H1/ICU', '_house', 'N-0001', admitted.body.stay.id];
  const described = await stranger.get<{ paths: Record<string, Record<string, unknown>> }>(
    gateway.url,
    '/openapi.json',
  );
  paths = Object.entries(described.body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}, 180_000);

afterAll(async () => {
  await gateway.stop();
  await database.drop();
});

function residentBytes(): number {
  return Number(readFileSync(`/proc/${gateway.pid}/statm`, 'utf8').split(' ')[1]) * 4096;
}

function pick<T>(items: readonly T[]): T {
  const item = random.pick(items);
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function anyText(): string {
  const kinds = [
    () => pick(heard),
    () => pick(heard),
    () => '',
    () => 'a'.repeat(random.int(1, 3_000)),
    () => String.fromCharCode(random.int(0, 0xffff), random.int(0, 0xd8ff)),
    () => '../'.repeat(random.int(1, 5)),
    () => "' or 1=1 --",
    () => '{"type":"subscribe"}',
    () => new Date(random.int(0, 2 ** 31) * 1_000).toISOString(),
    () => randomUUID(),
  ];
  return pick(kinds)();
}

const NAMES = [
  'hospitalId',
  'wardId',
  'stayId',
  'nurseId',
  'patient',
  'bedId',
  'id',
  'ward',
  'cursor',
];
const MORE_NAMES = [
  'type',
  'token',
  'notificationIds',
  'userId',
  'kind',
  'title',
  'minutes',
  '__proto__',
];

function anyValue(depth = 0): unknown {
  const kinds = [
    anyText,
    anyText,
    anyText,
    () => random.int(-5, 1_000),
    () => pick([null, true, false, 1e308, -0, 2 ** 53]),
    () => (depth > 3 ? null : Array.from({ length: random.int(0, 4) }, () => anyValue(depth + 1))),
    () => (depth > 3 ? {} : anyObject(depth + 1)),
  ];
  return pick(kinds)();
}

function anyObject(depth = 0): Record<string, unknown> {
  const names = Array.from({ length: random.int(0, 6) }, () => pick([...NAMES, ...MORE_NAMES]));
  return Object.fromEntries(names.map((name) => [name, anyValue(depth)]));
}

/** Text that was JSON before some of it was lost, doubled or replaced. */
function damaged(text: string): string {
  const at = random.int(0, text.length);
  const kinds = [
    () => text,
    () => text,
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(at + random.int(1, 5)),
    () => text.slice(0, at) + anyText() + text.slice(at),
  ];
  return pick(kinds)();
}

function anyBytes(most: number): Buffer {
  return Buffer.from(Array.from({ length: random.int(0, most) }, () => random.int(0, 255)));
}

async function again(attempt: () => Promise<void>): Promise<void> {
  let left = ATTEMPTS;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (; left > 0;) {
        left -= 1;
        await attempt();
      }
    }),
  );
}

/** The process lives, answers, and has not grown by what was thrown at it. */
async function expectWell(before: number): Promise<void> {
  await until(async () => (await fetch(`${gateway.url}/healthz`)).status === 200);
  expect(residentBytes() - before).toBeLessThan(MEMORY_MAX);
  expect(gateway.logs()).not.toContain('request failed');
}

test(
  `HTTP requests of any shape (seed ${seed})`,
  async () => {
    const before = residentBytes();
    const statuses = new Map<number, number>();
    await again(async () => {
      const { method, path } = pick(paths);
      // Signing out would end the game.
      if (path.includes('/auth/')) return;
      const filled = path.replaceAll(/\{[^}]+\}/g, () =>
        encodeURIComponent(anyText().slice(0, 200).toWellFormed()),
      );
      const isBodied = method !== 'GET' && method !== 'HEAD';
      const answer = await fetch(
        `${gateway.url}${filled}${pick(['', '', '?after=0&limit=5', '?from=x'])}`,
        {
          method,
          headers: {
            authorization:
              random.int(0, 9) === 0
                ? `Bearer ${anyText().replaceAll(/[^\x20-\x7e]/g, '')}`
                : `Bearer ${stranger.token}`,
            'idempotency-key': pick([randomUUID(), 'no uuid']),
            ...(isBodied
              ? { 'content-type': pick(['application/json', 'application/json', 'text/plain']) }
              : {}),
          },
          ...(isBodied ? { body: damaged(JSON.stringify(anyObject())) } : {}),
        },
      );
      const text = await answer.text();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      expect(text).not.toContain(SECRET);
      expect(answer.status, `${method} ${filled} ${text.slice(0, 300)}`).toBeLessThan(500);
    });
    expect(statuses.size).toBeGreaterThan(2);
    await expectWell(before);
  },
  WITHIN_MS,
);

test(
  `frames of any shape (seed ${seed})`,
  async () => {
    const before = residentBytes();
    const codes = new Set<number>();
    await again(async () => {
      const ticket = await stranger.ticket(gateway.url);
      const socket = new WebSocket(`${gateway.realtimeUrl}?ticket=${ticket}`, 'wardline.v1');
      const seen: string[] = [];
      const closed = new Promise<number>((resolve) => {
        socket.on('close', resolve);
        socket.on('error', () => undefined);
        socket.on('message', (data: Buffer) => seen.push(data.toString('utf8')));
      });
      await new Promise((resolve) => socket.once('open', resolve));
      for (
        let count = random.int(1, 6);
        count > 0 && socket.readyState === WebSocket.OPEN;
        count -= 1
      ) {
        const ward = pick(['H1/ICU', 'H1/_house', 'H2/ICU', 'H9/X']);
        const cursor = pick([null, { epoch: anyText(), seq: random.int(-1, 99) }]);
        const frame = pick<() => string | Buffer>([
          () => JSON.stringify({ type: 'subscribe', id: count, ward, cursor }),
          () => JSON.stringify({ type: 'unsubscribe', id: count, ward }),
          () => JSON.stringify({ type: 'ack', notificationIds: [randomUUID()] }),
          () => damaged(JSON.stringify({ type: 'subscribe', id: count, ward, cursor })),
          () => JSON.stringify(anyObject()),
          () => JSON.stringify({ type: 'auth', token: anyText() }),
          () => anyBytes(64),
        ])();
        socket.send(frame);
      }
      // All it said was read once it answers a ping, or has closed.
      const answered = new Promise<void>((resolve) => socket.once('pong', () => resolve()));
      if (socket.readyState === WebSocket.OPEN) socket.ping();
      await Promise.race([answered, closed]);
      socket.close();
      codes.add(await closed);
      expect(seen.join('\n')).not.toContain(SECRET);
      expect(seen.join('\n')).not.toContain('"ward":"H1/');
    });
    for (const code of codes) expect([1000, 1005, 1006, 1009, 4001, 4400]).toContain(code);
    expect(codes).toContain(4400);
    await expectWell(before);
  },
  WITHIN_MS,
);

/** Sends bytes in pieces of any size, and gives what came back until the other end closed or waits. */
function exchange(port: number, bytes: Buffer, patienceMs = PATIENCE_MS): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const timer = setTimeout(() => socket.destroy(), patienceMs);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
    for (let at = 0; at < bytes.length;) {
      const size = random.int(1, 200);
      socket.write(bytes.subarray(at, at + size));
      at += size;
    }
    // Half-closed at once, or left to the other end's answer.
    if (patienceMs <= PATIENCE_MS) socket.end();
    else socket.once('data', () => socket.end());
  });
}

test(
  `tickets and bytes on the listener of any shape (seed ${seed})`,
  async () => {
    const before = residentBytes();
    await again(async () => {
      const ticket = pick([anyText(), await stranger.ticket(gateway.url), randomUUID()]);
      const request = [
        `GET /realtime?ticket=${encodeURIComponent(ticket.toWellFormed())} HTTP/1.1`,
        'Host: 127.0.0.1',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomUUID().replaceAll('-', '').slice(0, 22)}==`,
        `Sec-WebSocket-Protocol: ${pick(['wardline.v1', 'other'])}`,
      ].join('\r\n');
      const bytes = Buffer.concat([Buffer.from(damaged(`${request}\r\n\r\n`)), anyBytes(40)]);
      expect(await exchange(gateway.port, bytes)).not.toContain(SECRET);
    });
    await expectWell(before);
  },
  WITHIN_MS,
);

function adt(type: string): string {
  return [
    `MSH|^~\\&|PAS|H2|WARDLINE|H2|20260101120000||ADT^${type}|${randomUUID()}|P|2.5`,
    `EVN|${type}|20260101120000`,
    `PID|1||${random.int(1, 50)}^^^H2||Doe^Jane`,
    `PV1|1|I|${pick(['ICU', 'MS1', anyText().slice(0, 20)])}^1^1^H2`,
  ].join('\r');
}

test(
  `MLLP bytes of any shape (seed ${seed})`,
  async () => {
    const before = residentBytes();
    const port = Number(gateway.env['WARDLINE_MLLP_PORT']);
    await again(async () => {
      const message = adt(pick(['A01', 'A02', 'A03', 'A08', 'A11', 'A17', 'A40', 'Z99']));
      const framed = `\x0b${damaged(message)}\x1c\x0d`;
      const bytes = Buffer.concat([
        anyBytes(random.int(0, 3)),
        Buffer.from(framed),
        anyBytes(random.int(0, 30)),
      ]);
      const answer = await exchange(port, bytes);
      expect(answer).not.toContain(SECRET);
    });
    // And one that is in order is answered.
    const last = Buffer.from(`\x0b${adt('A08')}\x1c\x0d`);
    await until(async () => (await exchange(port, last, 5_000)).includes('MSA|A'), {
      within: 30_000,
    });
    await expectWell(before);
  },
  WITHIN_MS,
);
