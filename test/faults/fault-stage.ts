import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { startPostgres, type PostgresCluster } from '../../build/test-services.ts';
import { findTestTools } from '../../build/run/test-tools.ts';
import { applyEvents } from '../../src-shared/domain/log/apply-event.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { startGateway, type TestGateway } from '../support/gateway-process.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startStallingProxy, type StallingProxy } from '../support/stalling-proxy.ts';
import { until } from '../support/until.ts';
import { WardClient } from '../support/ward-client.ts';
import { readLog, readWard } from '../support/ward-log.ts';

const WRITES_PER_SECOND = 100;
const CLIENTS = 16;
/** Written to and followed. */
export const WARDS = ['H1/ICU', 'H1/ED', 'H1/MS1', 'H2/ICU', 'H2/ED', 'H2/MS1'];

/** What was seen of one fault; docs/faults.md holds these lines. */
export interface Seen {
  readonly fault: string;
  /** Writes that were answered 2xx before, during and after. */
  readonly accepted: number;
  /** Milliseconds from the end of the fault until all clients were live at the head again. */
  readonly healMs: number;
}

/**
 * A PostgreSQL of its own, Redis behind a proxy, two gateways, and clients that follow six wards;
 * those of the first gateway come to it through a proxy.
 */
export class FaultStage {
  readonly postgres: PostgresCluster;
  readonly redis: TestRedis;
  readonly redisProxy: StallingProxy;
  /** Before the first gateway's port. */
  readonly clientProxy: StallingProxy;
  readonly gateways: TestGateway[];
  readonly clients: WardClient[] = [];
  /** After how many milliseconds each client was told to come back, by planned restarts. */
  readonly goodbyes: number[][] = [];
  readonly #api: ApiClient;
  readonly #acuities = new Map<string, number>();

  private constructor(
    parts: Pick<FaultStage, 'postgres' | 'redis' | 'redisProxy' | 'clientProxy' | 'gateways'>,
    api: ApiClient,
  ) {
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.redisProxy = parts.redisProxy;
    this.clientProxy = parts.clientProxy;
    this.gateways = parts.gateways;
    this.#api = api;
  }

  /** @param env of both gateways, on top of what they need */
  static async open(env: Record<string, string> = {}): Promise<FaultStage> {
    const tools = findTestTools();
    if (tools === null) throw new Error('the tools of the tests are missing');
    const [postgres, redis] = await Promise.all([startPostgres(tools.postgresBin), startRedis()]);
    const redisProxy = await startStallingProxy(redis.port);
    const all = {
      DATABASE_URL: postgres.url,
      REDIS_URL: `redis://127.0.0.1:${String(redisProxy.port)}`,
      WARDLINE_DEMO: '1',
      WARDLINE_DEMO_FEED: '0',
      NODE_OPTIONS: `--import=${new URL('jumping-clock.ts', import.meta.url).href}`,
      ...env,
    };
    const gateways = [
      await startGateway({ from: 'bundle', env: all, readyWithin: 150_000 }),
      await startGateway({ from: 'bundle', env: all }),
    ];
    const clientProxy = await startStallingProxy(gateways[0]?.port ?? 0);
    const api = await signIn(gateways[0]?.url ?? '', 'dispatcher');
    const stage = new FaultStage({ postgres, redis, redisProxy, clientProxy, gateways }, api);
    for (let index = 0; index < CLIENTS; index += 1) stage.clients.push(stage.#client(index));
    await stage.#allLive();
    return stage;
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await Promise.all(this.gateways.map((gateway) => gateway.stop(3_000)));
    await Promise.all([this.redisProxy.close(), this.clientProxy.close()]);
    await this.redis.stop();
    await this.postgres.stop();
  }

  /** kill -9, and up again on the same port. */
  async killGateway(index: number): Promise<void> {
    const gateway = this.gateways[index];
    if (gateway === undefined) throw new Error(`no gateway ${String(index)}`);
    await gateway.kill9();
    this.gateways[index] = await startGateway({ from: 'bundle', env: gateway.env });
  }

  /** As a planned restart does it: SIGTERM, the drain, and up again on the same port. */
  async restartGateway(index: number): Promise<void> {
    const gateway = this.gateways[index];
    if (gateway === undefined) throw new Error(`no gateway ${String(index)}`);
    const { code } = await gateway.stop(30_000);
    expect(code, gateway.logs().slice(-2_000)).toBe(0);
    this.gateways[index] = await startGateway({ from: 'bundle', env: gateway.env });
  }

  /** Sets the wall clocks of both gateways five minutes ahead; the next call sets them right. */
  jumpClocks(): void {
    for (const { pid } of this.gateways) process.kill(pid, 'SIGUSR2');
  }

  /**
   * Lets a fault happen under 100 writes a second, waits until everything is well again, and checks
   * that nothing that was accepted is missing and that every board is right.
   */
  async endure(fault: string, happen: () => Promise<void>): Promise<Seen> {
    const accepted: { key: string; ward: WardKey }[] = [];
    let isOver = false;
    const writing = this.#write(accepted, () => isOver);
    await until(() => accepted.length >= 50, { within: 30_000, what: 'writes before the fault' });
    await happen();
    const ended = performance.now();
    // Writes that were sent after the end of the fault are accepted and seen by all.
    const mark = accepted.length + 50;
    await until(() => accepted.length >= mark, { within: 60_000, what: 'writes after the fault' });
    await this.#allLive();
    const healMs = Math.round(performance.now() - ended);
    isOver = true;
    await writing;
    await this.#expectTruth(accepted);
    const seen = { fault, accepted: accepted.length, healMs };
    process.stdout.write(`fault: ${JSON.stringify(seen)}\n`);
    return seen;
  }

  /** What the server says of a ward right now. */
  async board(ward: WardKey): Promise<string> {
    return canonicalJson((await readWard(this.#api, this.gateways[1]?.url ?? '', ward)).state);
  }

  #client(index: number): WardClient {
    const wards = [0, 1, 2].map((step) => WARDS[(index + step) % WARDS.length] ?? '');
    const goodbyes: number[] = [];
    this.goodbyes.push(goodbyes);
    return new WardClient({
      wards,
      onFrame: (frame) => {
        if (frame.type === 'goodbye') goodbyes.push(frame.reconnectAfterMs);
      },
      dial: async () => {
        const { url, port, realtimeUrl } = this.#anyGateway(index);
        const ticket = await this.#api.ticket(url);
        if (port !== this.gateways[0]?.port) return { realtimeUrl, ticket };
        return { realtimeUrl: `ws://127.0.0.1:${this.clientProxy.port}/realtime`, ticket };
      },
    }).start();
  }

  #anyGateway(turn: number): TestGateway {
    const gateway = this.gateways[turn % this.gateways.length];
    if (gateway === undefined) throw new Error('no gateway');
    return gateway;
  }

  async #allLive(): Promise<void> {
    await until(() => this.clients.every((client) => client.isLive), {
      within: 60_000,
      what: 'all clients live',
    });
  }

  /** Acuity changes at a steady rate, each under one key until some gateway has answered it. */
  async #write(accepted: { key: string; ward: WardKey }[], isOver: () => boolean): Promise<void> {
    const pending = new Set<Promise<void>>();
    const started = performance.now();
    for (let sent = 0; !isOver();) {
      const due = ((performance.now() - started) * WRITES_PER_SECOND) / 1_000;
      for (; sent < due && pending.size < 200; sent += 1) {
        const one: Promise<void> = this.#writeOne(sent, accepted).finally(() =>
          pending.delete(one),
        );
        pending.add(one);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await Promise.all(pending);
  }

  async #writeOne(turn: number, accepted: { key: string; ward: WardKey }[]): Promise<void> {
    const ward = WARDS[turn % WARDS.length] ?? '';
    const state = this.clients.find((client) => client.state(ward) !== null)?.state(ward);
    const stays = (state as WardState | undefined)?.stays ?? [];
    const stay = stays[Math.floor(turn / WARDS.length) % Math.max(1, stays.length)];
    if (stay === undefined) return;
    const acuity = ((this.#acuities.get(stay.id) ?? stay.acuity ?? 1) % 5) + 1;
    this.#acuities.set(stay.id, acuity);
    const key = randomUUID();
    const path = `/api/v1/stays/${stay.id}/acuity`;
    let turns = turn;
    const status = await until(
      async () => {
        turns += 1;
        const { url } = this.#anyGateway(turns);
        const answer = await this.#api.send(url, 'POST', path, { acuity }, key);
        return answer.status < 500 && answer.status;
      },
      { within: 90_000, every: 100, what: `an answer to ${path}` },
    );
    if (status < 300) accepted.push({ key, ward });
  }

  /** Nothing accepted is missing, logs are gapless and fold to the boards, clients show the same. */
  async #expectTruth(accepted: readonly { key: string; ward: WardKey }[]): Promise<void> {
    const url = this.gateways[0]?.url ?? '';
    const kept = new Set<string>();
    for (const ward of WARDS) {
      const events = await readLog(this.#api, url, ward);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      for (const { commandId } of events) if (commandId !== null) kept.add(commandId);
      const { state, cursor } = await readWard(this.#api, url, ward);
      const board = canonicalJson(state);
      expect(canonicalJson(applyEvents(emptyState(parseWardKey(ward)), events))).toBe(board);
      for (const client of this.clients.filter((one) => one.wards.has(ward))) {
        await until(() => client.cursor(ward)?.seq === cursor.seq, {
          within: 20_000,
          what: `${ward} at ${String(cursor.seq)}`,
        });
        expect(canonicalJson(client.state(ward))).toBe(board);
      }
    }
    // Two changes of one patient may cross and come to the same acuity: such a write makes no event.
    const missing = accepted.filter(({ key }) => !kept.has(key));
    expect(await this.#withoutAnswer(missing.map(({ key }) => key))).toEqual([]);
    expect(this.clients.flatMap((client) => client.violations)).toEqual([]);
  }

  /** Of writes without an event, those whose kept answer is gone as well: lost writes. */
  async #withoutAnswer(keys: readonly string[]): Promise<string[]> {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: this.postgres.url });
    await client.connect();
    try {
      const found = await client.query<{ key: string }>(
        'select key::text from idempotency_key where key = any ($1::uuid[])',
        [keys],
      );
      const kept = new Set(found.rows.map(({ key }) => key));
      return keys.filter((key) => !kept.has(key));
    } finally {
      await client.end();
    }
  }
}
