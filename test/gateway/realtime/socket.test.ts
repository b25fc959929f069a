import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Bus } from '../../../server/bus/bus.ts';
import { createMemoryBus } from '../../../server/bus/memory-bus.ts';
import { until } from '../../support/until.ts';
import { openClient } from './test-client.ts';
import { openWardDatabase, type WardDatabase } from './test-database.ts';
import { startRealtime, type TestRealtime } from './test-realtime.ts';
import { write } from './ward-writer.ts';

let wards: WardDatabase;
let bus: Bus;
let realtime: TestRealtime;
const acks: { userId: string; notificationIds: readonly string[] }[] = [];

beforeAll(async () => {
  wards = await openWardDatabase();
  bus = createMemoryBus({ replayWindowMs: 300_000 });
  realtime = await startRealtime({
    database: wards.database,
    bus,
    receipts: {
      delivered: async ({ userId }, notificationIds) => {
        acks.push({ userId, notificationIds });
      },
    },
  });
});
afterAll(async () => {
  await realtime.close();
  await bus.close();
  await wards.close();
});

interface Refusal {
  status: number;
  type: string | undefined;
  retryAfter: string | undefined;
  problem: { type?: string; code?: string; status?: number; title?: string; detail?: string };
}

/** Asks for a socket that must not be had. */
function refused(url: string, { protocol = 'wardline.v1', headers = {} } = {}): Promise<Refusal> {
  return new Promise((resolve, reject) => {
    const webSocket = new WebSocket(url, protocol, { headers });
    webSocket.on('open', () => {
      webSocket.terminate();
      reject(new Error('it opened'));
    });
    webSocket.on('error', () => undefined);
    webSocket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          retryAfter: response.headers['retry-after'],
          problem: JSON.parse(body) as Refusal['problem'],
        });
      });
    });
  });
}

describe('the handshake', () => {
  test('welcome comes first and says what was agreed', async () => {
    const client = await openClient(realtime.url());
    const welcome = await client.next('welcome');
    expect(welcome).toMatchObject({ heartbeatMs: 8_000, replayWindowMs: 300_000 });
    expect(client.frames[0]).toBe(welcome);
    expect(client.webSocket.protocol).toBe('wardline.v1');
    client.terminate();
  });

  test('a bad, missing or used ticket is 401 with a problem, never an opened socket', async () => {
    const used = realtime.url();
    (await openClient(used)).terminate();
    for (const url of [used, `ws://${realtime.host}/realtime`, `${used}x`]) {
      expect(await refused(url)).toMatchObject({
        status: 401,
        type: 'application/problem+json',
        problem: {
          type: 'urn:wardline:problem:unauthenticated',
          code: 'unauthenticated',
          status: 401,
          detail: expect.stringContaining('ticket') as string,
        },
      });
    }
  });

  test('without a good ticket it is 401, whatever else is wrong', async () => {
    const headers = { origin: 'https://evil.example' };
    for (const url of [`ws://${realtime.host}/realtime`, `${realtime.url()}x`]) {
      expect(await refused(url, { protocol: 'other.v1' })).toMatchObject({ status: 401 });
      expect(await refused(url, { headers })).toMatchObject({ status: 401 });
    }
  });

  test('another path is 404', async () => {
    const url = realtime.url().replace('/realtime', '/elsewhere');
    expect(await refused(url)).toMatchObject({ status: 404, problem: { code: 'not_found' } });
  });

  test('without our subprotocol it is 400, and the ticket is not spent', async () => {
    const url = realtime.url();
    expect(await refused(url, { protocol: 'other.v1' })).toMatchObject({
      status: 400,
      problem: { code: 'invalid_request' },
    });
    (await openClient(url)).terminate();
  });

  test('a page of another site is 403; one of our own, or no page at all, is welcome', async () => {
    const url = realtime.url();
    expect(await refused(url, { headers: { origin: 'https://evil.example' } })).toMatchObject({
      status: 403,
      problem: { code: 'forbidden' },
    });
    const own = new WebSocket(url, 'wardline.v1', { origin: `http://${realtime.host}` });
    await new Promise((resolve) => own.once('open', resolve));
    own.terminate();
  });

  test('while PostgreSQL cannot be asked it is 503 with Retry-After', async () => {
    const url = realtime.url();
    realtime.auth.isDown = true;
    try {
      expect(await refused(url)).toMatchObject({
        status: 503,
        retryAfter: '1',
        problem: { code: 'unavailable' },
      });
    } finally {
      realtime.auth.isDown = false;
    }
  });

  test('a user without any access is closed 4003', async () => {
    const client = await openClient(realtime.url({ userId: 'nobody', memberships: [] }));
    expect(await client.closed).toMatchObject({ code: 4003 });
    expect(client.frames).toEqual([]);
  });

  test('bytes that are no HTTP do no harm', async () => {
    const [host = '', port = ''] = realtime.host.split(':');
    const socket = connect(Number(port), host);
    socket.on('error', () => undefined);
    socket.resume();
    socket.write('GET /realtime HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    (await realtime.connect()).terminate();
  });
});

describe('what a client may say', () => {
  const CURSOR = { epoch: 'e', seq: 1 };
  test.each([
    ['not JSON', 'hello'],
    ['an array', '[]'],
    ['no type', '{}'],
    ['an unknown type', { type: 'publish', ward: 'H1/ICU' }],
    ['a subscribe without id', { type: 'subscribe', ward: 'H1/ICU', cursor: null }],
    ['a subscribe without cursor', { type: 'subscribe', id: 1, ward: 'H1/ICU' }],
    ['a ward that is no name', { type: 'subscribe', id: 1, ward: 'H1/../ICU', cursor: null }],
    ['a negative seq', { type: 'subscribe', id: 1, ward: 'H1/A', cursor: { ...CURSOR, seq: -1 } }],
    ['a broken seq', { type: 'subscribe', id: 1, ward: 'H1/A', cursor: { ...CURSOR, seq: 1.5 } }],
    ['an unsubscribe without ward', { type: 'unsubscribe', id: 1 }],
    ['an ack of no id', { type: 'ack', notificationIds: ['x'] }],
    ['an auth without token', { type: 'auth' }],
  ])('%s closes 4400', async (_what, frame) => {
    const client = await realtime.connect();
    client.send(frame);
    expect(await client.closed).toMatchObject({ code: 4400 });
  });

  test('a binary frame closes 4400', async () => {
    const client = await realtime.connect();
    client.webSocket.send(Buffer.from('{"type":"unsubscribe","id":1,"ward":"H1/ICU"}'));
    expect(await client.closed).toMatchObject({ code: 4400 });
  });

  test('a frame of 10 KiB is read, a larger one closes 1009', async () => {
    const client = await realtime.connect();
    const head = '{"type":"auth","token":"';
    client.send(`${head}${'t'.repeat(8_000)}"}${' '.repeat(10_240 - head.length - 8_002)}`);
    expect(await client.closed).toMatchObject({ code: 4001 });
    const larger = await realtime.connect();
    larger.send(' '.repeat(10_241));
    expect(await larger.closed).toMatchObject({ code: 1009 });
  });

  test('an ack goes to the receipts', async () => {
    const client = await realtime.connect({ userId: 'anna' });
    const id = '3f0b7f5e-6a43-4a0c-9f4b-0a4f6c1f0d11';
    client.send({ type: 'ack', notificationIds: [id] });
    await until(() => acks.length > 0);
    expect(acks).toEqual([{ userId: 'anna', notificationIds: [id] }]);
  });

  test('an ack may be empty, or fill its frame', async () => {
    const client = await realtime.connect({ userId: 'anke' });
    const ids = Array.from({ length: 261 }, () => randomUUID());
    client.send({ type: 'ack', notificationIds: [] });
    client.send({ type: 'ack', notificationIds: ids });
    await until(() => acks.some((ack) => ack.userId === 'anke' && ack.notificationIds.length > 0));
    expect(acks.at(-1)).toEqual({ userId: 'anke', notificationIds: ids });
    client.terminate();
  });

  test('unsubscribing from what is not followed says nothing', async () => {
    const client = await realtime.connect();
    client.send({ type: 'unsubscribe', id: 1, ward: 'H1/ICU' });
    const ward = await wards.newWard();
    await client.subscribe(ward);
    const types = client.frames.map((frame) => frame.type).filter((type) => type !== 'heartbeat');
    expect(types).toEqual(['welcome', 'subscribed', 'snapshot']);
  });

  test('more frames than anyone needs close 4429', async () => {
    const client = await realtime.connect();
    for (let id = 0; id < 3_000; id += 1) client.send({ type: 'unsubscribe', id, ward: 'H1/ICU' });
    expect(await client.closed).toMatchObject({ code: 4429 });
  });

  test('the 257th socket of a user closes 4429', async () => {
    const userId = 'many';
    const clients = await Promise.all(
      Array.from({ length: 256 }, () => realtime.connect({ userId })),
    );
    const more = await openClient(realtime.url({ userId }));
    expect(await more.closed).toMatchObject({ code: 4429 });
    for (const client of clients) client.terminate();
    const other = await until(async () => {
      const again = await openClient(realtime.url({ userId }));
      await Promise.race([again.next('welcome', 300), again.closed]);
      return again.frames.length > 0 ? again : null;
    });
    other.terminate();
  });
});

describe('whose wards', () => {
  test("another hospital's ward, an unknown one and a forbidden one look the same", async () => {
    const theirs = await wards.newWard('H2');
    const other = await wards.newWard();
    const own = await wards.newWard();
    const [, ownId = ''] = own.split('/');
    const client = await realtime.connect({
      userId: 'nora',
      memberships: [{ hospitalId: 'H1', role: 'nurse', wardIds: [ownId, 'GONE'] }],
    });
    const answers: unknown[] = [];
    for (const [id, ward] of [theirs, 'H9/NOPE', other, 'H1/_house', 'H1/GONE'].entries()) {
      client.send({ type: 'subscribe', id, ward, cursor: null });
      const answer = await client.next('error');
      expect(answer.id).toBe(id);
      answers.push({ ...answer, id: 0 });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ code: 'forbidden' });
    await write({ database: wards.database, bus }, theirs, 1);
    await write({ database: wards.database, bus }, other, 1);
    await client.subscribe(own);
    await write({ database: wards.database, bus }, own, 1);
    await client.reaches(own, 1);
    expect([...client.cursors.keys()]).toEqual([own]);
    expect(client.faults).toEqual([]);
  });

  test('a ward the nurse was given a moment ago may be followed at once', async () => {
    const ward = await wards.newWard();
    const [, wardId = ''] = ward.split('/');
    const client = await realtime.connect({
      userId: 'nina',
      memberships: [{ hospitalId: 'H1', role: 'nurse', wardIds: [] }],
    });
    realtime.auth.setMemberships('nina', [{ hospitalId: 'H1', role: 'nurse', wardIds: [wardId] }]);
    expect(await client.subscribe(ward)).toMatchObject({ recovery: 'snapshot' });
  });
});

test('made-up tickets take nothing of what good ones are admitted by', async () => {
  const house = await startRealtime({
    database: wards.database,
    bus,
    limits: { handshakeBurst: 2, handshakesPerSecond: 0.001, pendingUpgrades: 1 },
  });
  const bogus = `ws://${house.host}/realtime?ticket=bogus`;
  const answers = await Promise.all(Array.from({ length: 40 }, () => refused(bogus)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
  // One that was made here and does not hold costs as much as a good one.
  expect(await refused(`${house.url()}x`)).toMatchObject({ status: 401 });
  const client = await openClient(house.url());
  expect(client.webSocket.protocol).toBe('wardline.v1');
  expect(await refused(house.url())).toMatchObject({ status: 503 });
  client.terminate();
  await house.close();
});

test('more handshakes than a process takes are sent away for a while, and keep their tickets', async () => {
  const house = await startRealtime({
    database: wards.database,
    bus,
    limits: { handshakeBurst: 3, handshakesPerSecond: 20 },
  });
  const urls = Array.from({ length: 12 }, () => house.url());
  const answers = await Promise.all(
    urls.map((url) =>
      openClient(url).then(
        (client) => ({ client, url }),
        () => ({ client: null, url }),
      ),
    ),
  );
  const sentAway = answers.filter(({ client }) => client === null);
  expect(sentAway.length).toBeGreaterThan(0);
  expect(sentAway.length).toBeLessThanOrEqual(9);
  const refusal = await until(async () => {
    for (const url of urls.slice(0, 6)) {
      const seen = await refused(url).catch(() => null);
      if (seen?.status === 503) return seen;
    }
    return null;
  });
  expect(Number(refusal.retryAfter)).toBeGreaterThanOrEqual(1);
  // The same tickets open sockets once there is room.
  for (const { url } of sentAway.slice(0, 2)) {
    const client = await until(() => openClient(url), { every: 100 });
    client.terminate();
  }
  for (const { client } of answers) client?.terminate();
  await house.close();
});
