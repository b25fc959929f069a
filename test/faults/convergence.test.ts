import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUSE_WARD_ID, parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { applyEvents } from '../../src-shared/domain/log/apply-event.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { Random } from '../../server/cli/simulate/random.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { startGateway, type TestGateway } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { randomCommand } from '../support/random-commands.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';
import { WardClient } from '../support/ward-client.ts';
import { readLog, readWard } from '../support/ward-log.ts';

const soak = process.env['WARDLINE_SOAK'] === '1';
const DURATION_MS = soak ? 600_000 : 60_000;
/** So much longer it goes on where too few writes came for two kills of each. */
const SLOW_MS = 120_000;
const CLIENTS = 200;
const WARDS_A_CLIENT = 3;
const WORKERS = 6;
/** After so many accepted writes, what happens next. */
const CUT_EVERY = 12;
const GATEWAY_DIES_EVERY = 300;
const REDIS_DIES_EVERY = 450;

interface AcceptedWrite {
  key: string;
  path: string;
  ward: WardKey;
  seq: number;
  cursors: Record<WardKey, { epoch: string; seq: number }>;
}

const seed = process.env['WARDLINE_TEST_SEED'] ?? randomUUID().slice(0, 8);
const random = new Random(seed);
const dice = { next: () => random.unit() };

let database: TestDatabase;
let redis: TestRedis;
const gateways: TestGateway[] = [];
let api: ApiClient;
const clients: WardClient[] = [];
const killed = { gateways: 0, redis: 0 };

beforeAll(async () => {
  database = await createTestDatabase();
  redis = await startRedis();
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    WARDLINE_DEMO: '1',
    WARDLINE_DEMO_FEED: '0',
  };
  gateways.push(await startGateway({ env }), await startGateway({ env }));
  api = await signIn(urlOf(0), 'dispatcher');
}, 180_000);

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await redis.stop();
  await database.drop();
});

function urlOf(index: number): string {
  return gateways[index % gateways.length]?.url ?? '';
}

function anyGateway(): TestGateway {
  const gateway = random.pick(gateways);
  if (gateway === undefined) throw new Error('no gateway');
  return gateway;
}

async function someWards(): Promise<WardKey[]> {
  const wards: WardKey[] = [];
  for (const hospital of ['H1', 'H2', 'H3']) {
    const path = `/api/v1/hospitals/${hospital}/wards`;
    const answer = await api.get<{ wards: { id: string }[] }>(urlOf(0), path);
    wards.push(...answer.body.wards.slice(0, 7).map(({ id }) => `${hospital}/${id}`));
    wards.push(`${hospital}/${HOUSE_WARD_ID}`);
  }
  return wards;
}

function openClient(wards: readonly WardKey[]): WardClient {
  const mine = new Set<WardKey>();
  while (mine.size < WARDS_A_CLIENT) mine.add(random.pick(wards) ?? '');
  return new WardClient({
    wards: [...mine],
    dial: async () => {
      const { url, realtimeUrl } = anyGateway();
      return { realtimeUrl, ticket: await api.ticket(url) };
    },
  }).start();
}

/** What some client sees of a ward at this moment. */
function seenBySomeone(ward: WardKey): WardState | null {
  const state = clients.find((client) => client.state(ward) !== null)?.state(ward) ?? null;
  return state !== null && 'beds' in state ? state : null;
}

/** Gives random commands, each under one key until some gateway has answered it. */
async function work(
  wards: readonly WardKey[],
  over: () => boolean,
  accepted: (write: AcceptedWrite) => Promise<void>,
): Promise<void> {
  while (!over()) {
    const ward = random.pick(wards) ?? '';
    const state = seenBySomeone(ward);
    if (state === null) continue;
    const { hospitalId, wardId } = parseWardKey(ward);
    const others = wards
      .map(parseWardKey)
      .filter((ref) => ref.hospitalId === hospitalId && ref.wardId !== wardId)
      .map((ref) => ref.wardId);
    const { path, body } = randomCommand(state, dice, others);
    const key = randomUUID();
    const answer = await until(
      async () => {
        const tried = await api.send<Omit<AcceptedWrite, 'key'> & { cursor: { seq: number } }>(
          anyGateway().url,
          'POST',
          path,
          body,
          key,
        );
        return tried.status < 500 && tried;
      },
      { within: 60_000, what: `an answer to ${path}` },
    );
    if (answer.status < 300) {
      const { cursor, cursors } = answer.body;
      await accepted({ key, path, ward, seq: cursor.seq, cursors });
    }
  }
}

test(
  `boards converge through cut sockets and killed processes (seed ${seed})`,
  async () => {
    const wards = await someWards();
    const lying = wards.filter((ward) => !ward.endsWith(`/${HOUSE_WARD_ID}`));
    clients.push(...Array.from({ length: CLIENTS }, () => openClient(wards)));
    await until(() => clients.every((client) => client.isLive), {
      within: 60_000,
      what: 'all live',
    });

    const writes: AcceptedWrite[] = [];
    const end = Date.now() + DURATION_MS;
    // A slow machine takes longer to write what each kill waits for.
    const isOver = (): boolean => {
      const late = Date.now() - end;
      return late >= (killed.gateways > 1 && killed.redis > 1 ? 0 : SLOW_MS);
    };
    let dying: Promise<void> = Promise.resolve();
    const kill = (what: () => Promise<void>) => {
      dying = dying.then(what);
    };
    const accepted = async (write: AcceptedWrite) => {
      writes.push(write);
      if (writes.length % CUT_EVERY === 0) random.pick(clients)?.cut();
      if (writes.length % GATEWAY_DIES_EVERY === 0) kill(killGateway);
      if (writes.length % REDIS_DIES_EVERY === 0) kill(killRedis);
      // Faults come one after the other, so that writes go on between them.
      if (writes.length % GATEWAY_DIES_EVERY === GATEWAY_DIES_EVERY - 1) await dying;
    };
    await Promise.all(Array.from({ length: WORKERS }, () => work(lying, isOver, accepted)));
    await dying;

    await expectAgreement(wards);
    await expectAllThere(wards, writes);
    const recoveries = total(clients.map((client) => client.recoveries));
    const figures = { seed, killed, writes: writes.length, connects: connects(), ...recoveries };
    process.stdout.write(`convergence: ${JSON.stringify(figures)}\n`);
    expect(clients.flatMap((client) => client.violations)).toEqual([]);
    expect(killed.gateways).toBeGreaterThan(1);
    expect(killed.redis).toBeGreaterThan(1);
    expect(recoveries.delta).toBeGreaterThanOrEqual(recoveries.snapshot);
  },
  DURATION_MS + SLOW_MS + 240_000,
);

async function killGateway(): Promise<void> {
  const index = random.int(0, gateways.length - 1);
  const gateway = gateways[index];
  if (gateway === undefined) return;
  await gateway.kill9();
  killed.gateways += 1;
  gateways[index] = await startGateway({ env: gateway.env });
}

async function killRedis(): Promise<void> {
  await redis.kill9();
  killed.redis += 1;
  await redis.restart();
}

/** Every client shows, whole and byte for byte, what the server says. */
async function expectAgreement(wards: readonly WardKey[]): Promise<void> {
  await until(() => clients.every((client) => client.isLive), { within: 60_000, what: 'all live' });
  for (const ward of wards) {
    const server = await readWard(api, urlOf(0), ward);
    const text = canonicalJson(server.state);
    for (const client of clients.filter((one) => one.wards.has(ward))) {
      await until(() => client.cursor(ward)?.seq === server.cursor.seq, {
        within: 20_000,
        what: `${ward} at ${server.cursor.seq} (client at ${client.cursor(ward)?.seq})`,
      });
      expect(client.cursor(ward)).toEqual(server.cursor);
      expect(canonicalJson(client.state(ward))).toBe(text);
    }
  }
}

/** The logs are gapless, fold to the boards, and hold every write that was answered 2xx. */
async function expectAllThere(
  wards: readonly WardKey[],
  writes: readonly AcceptedWrite[],
): Promise<void> {
  const commands = new Set<string>();
  const heads = new Map<WardKey, number>();
  for (const ward of wards) {
    const events = await readLog(api, urlOf(1), ward);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const folded = applyEvents(emptyState(parseWardKey(ward)), events);
    const { state } = await readWard(api, urlOf(1), ward);
    expect(canonicalJson(folded)).toBe(canonicalJson(state));
    for (const { commandId } of events) if (commandId !== null) commands.add(commandId);
    heads.set(ward, events.length);
  }
  for (const { cursors } of writes) {
    for (const [ward, { seq }] of Object.entries(cursors)) {
      expect(heads.get(ward) ?? Infinity).toBeGreaterThanOrEqual(seq);
    }
  }
  // An admission always makes an event of its own; other commands may find nothing to change.
  const admissions = writes.filter(({ path }) => path === '/api/v1/stays');
  expect(admissions.length).toBeGreaterThan(0);
  expect(admissions.filter(({ key }) => !commands.has(key))).toEqual([]);
}

function connects(): number {
  return clients.reduce((sum, client) => sum + client.connects, 0);
}

function total(parts: readonly WardClient['recoveries'][]): WardClient['recoveries'] {
  return parts.reduce((sum, part) => ({
    current: sum.current + part.current,
    delta: sum.delta + part.delta,
    snapshot: sum.snapshot + part.snapshot,
  }));
}
