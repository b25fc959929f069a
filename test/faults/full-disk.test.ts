import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseWardKey } from '../../src-shared/contract/ids.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { applyEvents } from '../../src-shared/domain/log/apply-event.ts';
import { canonicalJson } from '../../src-shared/domain/log/canonical-json.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { signIn, type ApiClient } from '../support/api-client.ts';
import { startGateway, type TestGateway } from '../support/gateway-process.ts';
import { until } from '../support/until.ts';
import { readLog, readWard } from '../support/ward-log.ts';

const WARD = 'H1/MS1';
const SIZE = '400m';
// Only root may mount a small disk.
const isRoot = process.getuid?.() === 0;

let disk: string;
let gateway: TestGateway;
let api: ApiClient;

beforeAll(async () => {
  if (!isRoot) return;
  disk = mkdtempSync(join(tmpdir(), 'wardline-test-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'tmpfs', disk]);
  const env = { WARDLINE_DATA_DIR: disk, WARDLINE_DEMO: '1', WARDLINE_DEMO_FEED: '0' };
  gateway = await startGateway({ from: 'bundle', env, readyWithin: 150_000 });
  api = await signIn(gateway.url, 'dispatcher');
}, 180_000);

afterAll(async () => {
  if (!isRoot) return;
  await gateway.stop();
  execFileSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
}, 60_000);

test.runIf(isRoot)('the disk of the embedded database is full for a while', async () => {
  const { state } = await readWard(api, gateway.url, WARD);
  const acuities = new Map((state as WardState).stays.map(({ id, acuity }) => [id, acuity ?? 1]));
  const ids = [...acuities.keys()];
  const accepted: string[] = [];
  let turn = 0;
  /** One change of an acuity. It is taken, or refused in words that say to try again. */
  const write = async (): Promise<number> => {
    turn += 1;
    const id = ids[turn % ids.length] ?? '';
    const acuity = ((acuities.get(id) ?? 1) % 5) + 1;
    const key = crypto.randomUUID();
    const answer = await api.send(
      gateway.url,
      'POST',
      `/api/v1/stays/${id}/acuity`,
      { acuity },
      key,
    );
    if (answer.status === 200) {
      accepted.push(key);
      acuities.set(id, acuity);
    } else expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    return answer.status;
  };
  expect(await write()).toBe(200);
  fill(join(disk, 'filler'));
  // What is allocated already is written to first; then writes are refused in words.
  await until(async () => (await write()) === 503, { within: 60_000, every: 1, what: 'a refusal' });
  rmSync(join(disk, 'filler'));
  const freed = performance.now();
  await until(async () => (await write()) === 200, { within: 60_000, what: 'writes again' });
  const healMs = Math.round(performance.now() - freed);
  process.stdout.write(
    `fault: ${JSON.stringify({ fault: 'full disk', accepted: accepted.length, healMs })}\n`,
  );

  const events = await readLog(api, gateway.url, WARD);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const kept = new Set(events.map(({ commandId }) => commandId));
  expect(accepted.filter((key) => !kept.has(key))).toEqual([]);
  const board = await readWard(api, gateway.url, WARD);
  const folded = applyEvents(emptyState(parseWardKey(WARD)), events);
  expect(canonicalJson(folded)).toBe(canonicalJson(board.state));
});

/** Writes until nothing more fits. */
function fill(path: string): void {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(256 * 1024);
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}
