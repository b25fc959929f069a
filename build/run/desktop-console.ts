import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from './install.mjs';

/** Where `npm start` runs, as far as it matters to a window. */
export interface Place {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** Somebody sits at a terminal. */
  readonly isTerminal: boolean;
}

const LOOK_EVERY_MS = 250;
/** A gateway that needs longer (its first start sets up the demo) is opened by hand. */
const READY_WITHIN_MS = 180_000;

/** Whether somebody is there to see a window: never in CI, and nowhere without a display. */
export function hasDisplay({ platform, env, isTerminal }: Place): boolean {
  if (!isTerminal || (env['CI'] ?? '') !== '' || (env['SSH_CONNECTION'] ?? '') !== '') return false;
  if (platform !== 'linux') return platform === 'darwin' || platform === 'win32';
  return (env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '';
}

/**
 * Opens the desktop console once the gateway of `npm start` answers; says in one line where it cannot.
 * Electron's package fetches its program at the first start. The returned function ends the console.
 * @param folder where the console keeps its things
 */
export function openDesktopConsole(gateway: string, folder: string): () => void {
  const stop = new AbortController();
  let child: ChildProcess | null = null;
  void isReady(gateway, stop.signal).then((ready) => {
    if (ready) child = startConsole(gateway, folder);
  });
  return () => {
    stop.abort();
    child?.kill();
  };
}

async function isReady(gateway: string, stop: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!stop.aborted && Date.now() < deadline) {
    const answer = await fetch(`${gateway}/readyz`).catch(() => null);
    if (answer?.status === 200) return !stop.aborted;
    await pause(LOOK_EVERY_MS);
  }
  return false;
}

function startConsole(gateway: string, folder: string): ChildProcess {
  mkdirSync(folder, { recursive: true });
  const policy = `${folder}/policy.json`;
  writeFileSync(policy, JSON.stringify({ settings: { gateway } }));
  const isRoot = process.getuid?.() === 0;
  const child = spawn(
    process.execPath,
    [
      `${projectRoot}node_modules/electron/cli.js`,
      projectRoot,
      `--user-data-dir=${folder}`,
      // Chromium has no sandbox for root.
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
    {
      env: { ...process.env, WARDLINE_DESKTOP_POLICY: policy },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  child.once('exit', (code) => {
    if (code === 0 || code === null) return;
    console.error(
      `The desktop console could not be opened (${reasonIn(said)}). The web console is there.`,
    );
  });
  return child;
}

/** What a program that failed said of the reason: its last line about an error, else its last line. */
export function reasonIn(said: string): string {
  const lines = said.split('\n').flatMap((line) => line.trim() || []);
  const error = lines.findLast((line) => /^(\w*Error|error|\[\d+:.*ERROR.*\]): ?/.test(line));
  return (error ?? lines.at(-1) ?? 'it did not say why').replace(/^\w*Error: |\.$/g, '');
}
