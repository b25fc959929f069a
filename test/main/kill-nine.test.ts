import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import type { Command } from '../../src-shared/sync/command.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { startGateway, type TestGateway } from '../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { DeskHost } from './support/desk-host.ts';

const KILLS = process.env['WARDLINE_SOAK'] === '1' ? 1_000 : 25;
/** A kill comes within this time after the start before it, in milliseconds: also amid a start. */
const LIVES_UP_TO_MS = 900;
const PATH = '/api/v1/hospitals/H1/wards/ICU';

let database: TestDatabase;
let gateway: TestGateway;
let folder: string;
let host: DeskHost;
let api: ApiClient;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await startGateway({
    readyWithin: 150_000,
    env: { DATABASE_URL: database.url, WARDLINE_DEMO: '1', WARDLINE_DEMO_FEED: '0' },
  });
  api = await signIn(gateway.url, 'dispatcher');
  folder = await mkdtemp(join(tmpdir(), 'wardline-kills-'));
  host = new DeskHost({ gateway: gateway.url, cachePath: join(folder, 'cache.db') });
  await host.watch.start();
  expect(await host.signIn()).toEqual({ ok: true });
}, 180_000);
afterAll(async () => {
  await host.close();
  await gateway.stop(1_000);
  await database.drop();
  await rm(folder, { recursive: true });
});

async function ward(): Promise<WardState> {
  return (await api.get<{ state: WardState }>(gateway.url, PATH)).body.state;
}

/** How often each command of ours stands in the ward's log. */
async function timesDone(): Promise<Map<string, number>> {
  const rows = await database.query<{ id: string; times: number }>(
    `select command_id::text as id, count(*)::int as times from ward_event
     where hospital_id = 'H1' and ward_id = 'ICU' and type = 'stay.updated' group by 1`,
    [],
  );
  return new Map(rows.map(({ id, times }) => [id, times]));
}

/** A refresh token that was used when the kill came is spent: the user signs in again. */
async function stayedSignedIn(): Promise<void> {
  if (host.session.status === 'signed-out') await host.signIn();
}

it(
  `kill -9 of the sync host, ${String(KILLS)} times under writes: it opens, and no command is lost or done twice`,
  async () => {
    const stays = (await ward()).stays;
    const given: { commandId: string; outcome: Promise<unknown> }[] = [];
    const give = (i: number): void => {
      const commandId = randomUUID();
      const stay = stays[i % stays.length]!;
      // Always another value, so that each command makes exactly one event.
      const acuity = 1 + ((Math.floor(i / stays.length) + stay.acuity!) % 5);
      const command: Command = {
        kind: 'set-acuity',
        ward: 'H1/ICU',
        stayId: stay.id,
        body: { acuity },
      };
      given.push({ commandId, outcome: host.call({ method: 'execute', commandId, command }) });
    };
    for (let kill = 0, next = 0; kill < KILLS; kill++) {
      const lives = Math.random() * LIVES_UP_TO_MS;
      for (let i = 0; i < 3; i++) give(next++);
      await pause(lives);
      const restarts = host.watch.restarts;
      host.kill9();
      await until(() => host.watch.restarts > restarts && host.watch.running, {
        what: 'the sync host runs again',
      });
      await stayedSignedIn();
    }
    const ended = Promise.all(given.map(({ outcome }) => outcome));
    await until(
      async () => {
        await stayedSignedIn();
        return (await Promise.race([ended, pause(200, null)])) !== null;
      },
      // Hosts that die within a second send little: most is still to be sent.
      { within: 120_000 + KILLS * 1_000, every: 100, what: 'every command has an end' },
    );

    expect(host.keeping).toEqual({ kind: 'disk', notice: null });
    const outcomes = (await ended) as { status: string }[];
    const done = await timesDone();
    for (const [i, { commandId }] of given.entries()) {
      expect(outcomes[i], `command ${String(i)}`).toMatchObject({ status: 'done' });
      expect(done.get(commandId), `command ${String(i)}`).toBe(1);
    }
    await until(
      async () => {
        const mine = (await host.boards()).find(
          ({ state }) => state.wardId === 'ICU' && state.hospitalId === 'H1',
        );
        return (
          mine?.freshness.kind === 'live' &&
          canonicalJson(mine.state) === canonicalJson(await ward())
        );
      },
      { within: 30_000, every: 100, what: 'the board equals the server’s' },
    );
    expect(host.reports.filter((report) => /cache|failed|parse/.test(report))).toEqual([]);
  },
  KILLS * 5_000 + 300_000,
);
