import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import { SUBPROTOCOL } from '../../../src-shared/contract/frames/close-codes.ts';
import type { ServerFrame } from '../../../src-shared/contract/frames/server-frame.ts';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import { insertUser } from '../../../server/auth/users.ts';
import { openDatabase, type Database } from '../../../server/db/database.ts';
import { withToken } from '../../support/api-client.ts';
import { startWardline } from '../../support/gateway-process.ts';
import { until } from '../../support/until.ts';
import { WardClient } from '../../support/ward-client.ts';
import { printTable, quantile } from '../figures.ts';
import { HttpLines } from '../http-lines.ts';
import { spreadWards, type Stage } from '../stage.ts';
import { evenly, readTargets, type SentAt, write } from '../writer.ts';

const USERS = 200;
/** Each has a quota of its own. */
const INTEGRATIONS = 4;
const COUNT = Number(process.env['BENCH_NOTIFICATIONS'] ?? 1_000);
const PER_SECOND = 50;
const WARDS = 20;
/** Longer than any run. */
const TOKEN_MINUTES = 60;

/**
 * 1,000 notifications to random users, each connected to the gateway that does not take the POST:
 * POST sent → frame at the device. In the same run plain events at the same rate (POST sent → event
 * at a client of the other gateway), to tell what is the notifications' own.
 */
export async function notifications(stage: Stage): Promise<void> {
  const database = openDatabase({
    ...{ url: stage.database.url, maxConnections: 4, applicationName: 'wardline bench' },
    onIdleError: () => undefined,
  });
  const sockets: WebSocket[] = [];
  try {
    const sentAt = new Map<string, number>();
    const latencies: number[] = [];
    await addUsers(database);
    const devices = await tokensOf(stage, 'bench', USERS);
    const feeds = await tokensOf(stage, 'feed', INTEGRATIONS);
    const connecting = devices.map((token, i) =>
      connect(stage, token, i % 2 === 0 ? 0 : 1, (frame, socket) => {
        if (frame.type !== 'notification') return;
        const sent = sentAt.get(frame.id);
        if (sent !== undefined) latencies.push(performance.now() - sent);
        sentAt.delete(frame.id);
        socket.send(JSON.stringify({ type: 'ack', notificationIds: [frame.id] }));
      }),
    );
    sockets.push(...(await Promise.all(connecting)));
    const answers = await send(stage, feeds, sentAt);
    await until(() => latencies.length >= COUNT, { within: 60_000, what: 'every notification' });
    const events = await plainEvents(stage);
    printTable(`Notifications: ${COUNT} to ${USERS} users at ${PER_SECOND}/s, two gateways`, [
      row('notification: POST sent → frame at the device', latencies),
      row('(answer to that POST)', answers),
      row('plain event: POST sent → frame at a client', events),
      { what: 'reported from the field', samples: '1000', average: '28 ms', p99: '67 ms', max: '142 ms' }, // prettier-ignore
    ]);
    const [receipts] = await stage.database.query<{ count: string }>(
      `select count(*) from receipt`,
    );
    process.stdout.write(`\nreceipts kept: ${receipts?.count ?? '0'} of ${COUNT}\n`);
  } finally {
    for (const socket of sockets) socket.terminate();
    await database.close();
  }
}

function row(what: string, samples: readonly number[]): Record<string, string> {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  const average = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  return {
    ...{ what, samples: String(samples.length), average: ms(average) },
    ...{ p99: ms(quantile(samples, 0.99)), max: ms(quantile(samples, 1)) },
  };
}

async function addUsers(database: Database): Promise<void> {
  await database.system(async (tx) => {
    const add = (id: string, role: 'nurse' | 'integration'): Promise<boolean> => {
      const memberships = [{ hospitalId: 'H1', role, wardIds: null }];
      return insertUser(tx, { id, name: id, passwordHash: 'x', memberships });
    };
    for (let i = 0; i < USERS; i += 1) await add(`bench-${i}`, 'nurse');
    for (let i = 0; i < INTEGRATIONS; i += 1) await add(`feed-${i}`, 'integration');
  });
}

/** Of `${name}-0` and so on, as `wardline token` prints them. */
async function tokensOf(stage: Stage, name: string, count: number): Promise<string[]> {
  const users = Array.from({ length: count }, (_, i) => ['--user', `${name}-${i}`]);
  const args = ['token', '--minutes', String(TOKEN_MINUTES), ...users.flat()];
  const { DATABASE_URL, WARDLINE_JWT_SECRET } = stage.gateways[0].env;
  const verb = startWardline(args, { from: 'bundle', env: { DATABASE_URL, WARDLINE_JWT_SECRET } });
  if ((await verb.exited).code !== 0) throw new Error(verb.logs());
  return verb.stdout().trim().split('\n');
}

async function connect(
  stage: Stage,
  token: string,
  gateway: 0 | 1,
  onFrame: (frame: ServerFrame, socket: WebSocket) => void,
): Promise<WebSocket> {
  const { url, realtimeUrl } = stage.gateways[gateway];
  const ticket = await withToken(token).ticket(url, 'tablet');
  const socket = new WebSocket(`${realtimeUrl}?ticket=${ticket}`, SUBPROTOCOL);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString('utf8')) as ServerFrame;
      if (frame.type === 'welcome') resolve();
      else onFrame(frame, socket);
    });
  });
  return socket;
}

/** At a fixed rate, whatever the answers do; counted from when each was due. */
async function send(
  stage: Stage,
  feeds: readonly string[],
  sentAt: Map<string, number>,
): Promise<number[]> {
  const lines = feeds.map((token) => new HttpLines(token));
  const answers: number[] = [];
  const one = async (i: number, due: number): Promise<void> => {
    const id = randomUUID();
    const user = Math.floor(Math.random() * USERS);
    sentAt.set(id, due);
    const body = { id, userId: `bench-${user}`, kind: 'system', title: `Notice ${i}` };
    // Never the gateway that holds the user's socket.
    const { url } = stage.gateways[user % 2 === 0 ? 1 : 0];
    const line = lines[i % INTEGRATIONS];
    const answer = await line?.send(url, 'POST', '/api/v1/notifications', body, randomUUID());
    if (answer?.status !== 202) throw new Error(`refused: ${answer?.text ?? ''}`);
    answers.push(performance.now() - due);
  };
  const pending: Promise<void>[] = [];
  const start = performance.now();
  for (let i = 0; i < COUNT; i += 1) {
    const due = start + (i * 1000) / PER_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    pending.push(one(i, due));
  }
  await Promise.all(pending);
  for (const line of lines) line.close();
  return answers;
}

async function plainEvents(stage: Stage): Promise<number[]> {
  const wards = spreadWards(stage, WARDS);
  const targets = await readTargets(stage, wards);
  const gatewayOf = evenly(targets);
  const sentAt: SentAt = new Map();
  const latencies: number[] = [];
  const clients = wards.map((ward: WardKey) => {
    const gateway = stage.gateways[gatewayOf(ward) === 0 ? 1 : 0];
    return new WardClient({
      wards: [ward],
      dial: async () => ({
        realtimeUrl: gateway.realtimeUrl,
        ticket: await stage.dispatcher.ticket(gateway.url),
      }),
      onFrame: (frame) => {
        if (frame.type !== 'events') return;
        for (const { commandId, type } of frame.events) {
          const sent = type === 'stay.updated' ? sentAt.get(commandId ?? '') : undefined;
          if (sent !== undefined) latencies.push(performance.now() - sent);
        }
      },
    }).start();
  });
  const lines = new HttpLines(stage.dispatcher.token);
  try {
    await until(() => clients.every((client) => client.isLive), { within: 30_000, what: 'live' });
    const load = { perSecond: PER_SECOND, seconds: COUNT / PER_SECOND, gatewayOf };
    const { accepted } = await write(stage, lines, targets, load, sentAt);
    await until(() => latencies.length >= accepted.length, { within: 30_000, what: 'all events' });
    return latencies;
  } finally {
    lines.close();
    await Promise.all(clients.map((client) => client.close()));
  }
}
