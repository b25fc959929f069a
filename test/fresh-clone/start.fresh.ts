import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';

// What a newcomer does: clone, `npm start`, look, stop, `npm start` again. With the machine's own
// Node, not the one that runs this test.

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardline-fresh-'));
  // The embedded PostgreSQL runs as another user when we are root, and has to get in.
  chmodSync(folder, 0o755);
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', process.cwd(), join(folder, 'clone')]);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('is ready within 90 s in a fresh clone, and within 8 s the second time', async ({
  annotate,
}) => {
  const first = await startOnce();
  const second = await startOnce();
  await annotate(`first start ${first.toFixed(1)} s, second start ${second.toFixed(1)} s`);
  expect(first).toBeLessThan(90);
  expect(second).toBeLessThan(8);
});

/** Seconds from `npm start` to the first 200 of `/readyz`. Stops it again and waits for its end. */
async function startOnce(): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const npm = spawn('npm', ['start'], {
    cwd: join(folder, 'clone'),
    env: newcomersEnvironment({
      PORT: String(port),
      WARDLINE_MLLP_PORT: String(await freePort()),
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  // Its pipes close when the last process that npm started has ended.
  const closed = new Promise<void>((resolve) => npm.once('close', resolve));
  try {
    await until(
      async () => {
        if (npm.exitCode !== null) return true;
        return (await fetch(`http://127.0.0.1:${String(port)}/readyz`)).status === 200;
      },
      { within: 180_000, every: 100, what: '/readyz' },
    );
    if (npm.exitCode !== null) throw new Error(`It ended with ${String(npm.exitCode)}.`);
    return (performance.now() - started) / 1_000;
  } catch (error) {
    throw new Error(`npm start did not become ready:\n${output}`, { cause: error });
  } finally {
    npm.kill('SIGTERM');
    const killGroup = setTimeout(() => {
      if (npm.pid !== undefined) process.kill(-npm.pid, 'SIGKILL');
    }, 60_000);
    await closed;
    clearTimeout(killGroup);
  }
}

function newcomersEnvironment(more: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|WARDLINE_|VITEST)/.test(name),
  );
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((entry) => !entry.includes('node_modules'))
    .join(delimiter);
  return { ...Object.fromEntries(kept), NODE_ENV: undefined, PATH: path, ...more };
}
