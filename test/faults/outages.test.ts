import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import { nodeDevice } from '../gateway/sync/node-device.ts';
import { until } from '../support/until.ts';
import { FaultStage, WARDS, type Seen } from './fault-stage.ts';

/** `npm run test:faults` takes its time; `npm test` runs the same faults in a shorter form. */
const isLong = process.env['WARDLINE_FAULTS'] === 'long';
const STALL_MS = isLong ? 30_000 : 5_000;
const OUTAGE_MS = isLong ? 5_000 : 500;
/** Longer than a heartbeat and its answer: by then a device must have noticed. */
const CLIENT_STALL_MS = isLong ? 30_000 : 15_000;
/** What docs/faults.md promises, with room for a machine that is busy with other things. */
const HEAL_MS = 30_000;

let stage: FaultStage;
const seen: Seen[] = [];

beforeAll(async () => {
  stage = await FaultStage.open();
}, 180_000);

afterAll(async () => {
  const rows = seen.map(
    (one) => `| ${one.fault} | ${one.accepted} | ${(one.healMs / 1_000).toFixed(1)} s |`,
  );
  process.stdout.write(
    `\n| fault | accepted | healed after |\n| --- | --- | --- |\n${rows.join('\n')}\n`,
  );
  await stage.close();
}, 60_000);

async function endure(fault: string, happen: () => Promise<void>): Promise<void> {
  const one = await stage.endure(fault, happen);
  seen.push(one);
  expect(one.healMs).toBeLessThan(HEAL_MS);
}

test('kill -9 of a gateway', () => endure('kill -9 of a gateway', () => stage.killGateway(0)));

test('kill -9 of Redis, which comes back empty', () =>
  endure('kill -9 of Redis, back empty', async () => {
    await stage.redis.kill9();
    await sleep(OUTAGE_MS);
    await stage.redis.restart();
  }));

test('kill -9 of PostgreSQL', () =>
  endure('kill -9 of PostgreSQL', async () => {
    await stage.postgres.kill9();
    await sleep(OUTAGE_MS);
    await stage.postgres.restart();
  }));

test('kill -9 of a gateway, Redis and PostgreSQL at the same time', () =>
  endure('all three at the same time', async () => {
    await Promise.all([stage.redis.kill9(), stage.postgres.kill9(), stage.gateways[1]?.kill9()]);
    await sleep(OUTAGE_MS);
    await Promise.all([stage.redis.restart(), stage.postgres.restart()]);
    await stage.killGateway(1);
  }));

test('a proxy before Redis that stalls without closing', () =>
  endure(`a proxy before Redis stalls ${STALL_MS / 1_000} s`, async () => {
    stage.redisProxy.stall();
    await sleep(STALL_MS);
    stage.redisProxy.resume();
  }));

test('a proxy before the clients that stalls without closing', async () => {
  const device = nodeDevice(`http://127.0.0.1:${stage.clientProxy.port}`);
  const { engine } = device;
  const isLive = (): boolean => WARDS.every((ward) => engine.freshness(ward).get().kind === 'live');
  try {
    await engine.start();
    expect(await engine.signIn('dispatcher', 'wardline-demo')).toBeNull();
    for (const ward of WARDS) engine.watch(ward);
    await until(isLive, { within: 30_000, what: 'the device live' });
    let noticedMs = Infinity;
    await endure(`a proxy before the clients stalls ${CLIENT_STALL_MS / 1_000} s`, async () => {
      stage.clientProxy.stall();
      const stalled = performance.now();
      // Boards that nobody hears of any more must not go on looking live.
      await until(() => WARDS.every((ward) => engine.freshness(ward).get().kind !== 'live'), {
        within: CLIENT_STALL_MS,
        what: 'the device knows that it is not live',
      });
      noticedMs = performance.now() - stalled;
      await sleep(Math.max(0, CLIENT_STALL_MS - noticedMs));
      stage.clientProxy.resume();
    });
    process.stdout.write(`a device noticed the stall after ${(noticedMs / 1_000).toFixed(1)} s\n`);
    await until(isLive, { within: HEAL_MS, what: 'the device live again' });
    for (const ward of WARDS) {
      const board = await stage.board(ward);
      await until(() => canonicalJson(engine.state(ward).get()) === board, {
        what: `the server's board of ${ward}`,
      });
    }
    expect(device.reports).toEqual([]);
  } finally {
    await device.close();
  }
});

test('a Redis that loses its memory', () =>
  endure('Redis loses its memory (FLUSHALL)', async () => {
    const client = new Redis(stage.redis.port, '127.0.0.1');
    await client.flushall();
    client.disconnect();
  }));

test('a clock that jumps five minutes ahead and back', () =>
  endure('the clocks of the gateways jump 5 min ahead and back', async () => {
    stage.jumpClocks();
    await sleep(STALL_MS);
    stage.jumpClocks();
    await sleep(OUTAGE_MS);
  }));

test('readers that stop reading for a while', () =>
  endure('two readers stop reading', async () => {
    const slow = stage.clients.slice(0, 2);
    for (const client of slow) client.pause();
    await sleep(STALL_MS);
    for (const client of slow) client.resume();
  }));
