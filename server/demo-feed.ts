import { type ChildProcess, spawn } from 'node:child_process';
import { DEMO_PASSWORD } from './demo/demo-users.ts';
import type { Log } from './observability/log.ts';

/** Fast enough that something happens in every look at the board. */
const SPEED = 6;
const RESTART_MS = 5_000;
const STOP_WITHIN_MS = 5_000;

export interface DemoFeedOptions {
  /** The script of the command line. */
  readonly entry: string;
  readonly url: string;
  readonly mllp: { readonly host: string; readonly port: number };
  readonly log: Log;
}

/**
 * The simulated hospitals, as a process of their own and a client like any other. Started again when
 * it ends by itself; it ends when we do, whichever way.
 */
export function startDemoFeed(options: DemoFeedOptions): { stop(): Promise<void> } {
  let child: ChildProcess | null = null;
  let restart: NodeJS.Timeout | undefined;
  let stopping = false;

  const start = (): void => {
    child = spawnFeed(options);
    child.once('exit', (code, signal) => {
      child = null;
      if (stopping) return;
      options.log.warn({ code, signal }, 'the demo feed ended and is started again');
      restart = setTimeout(start, RESTART_MS);
    });
  };
  start();

  return {
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      if (child !== null) await endChild(child);
    },
  };
}

function spawnFeed({ entry, url, mllp, log }: DemoFeedOptions): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      ...[entry, 'simulate', '--mllp', `${mllp.host}:${String(mllp.port)}`],
      ...['--http', url, '--speed', String(SPEED)],
    ],
    {
      // The channel is how the feed notices that we are gone.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C at the terminal is for the gateway, which ends the feed in its turn.
      detached: true,
      env: {
        PATH: process.env['PATH'],
        SIMULATE_PASSWORD: DEMO_PASSWORD,
        SIMULATE_ADMIN_PASSWORD: DEMO_PASSWORD,
      },
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log.debug({ feed: text.trimEnd() }, 'demo feed');
    });
  }
  child.on('error', (error) => {
    log.warn({ err: error }, 'the demo feed could not be started');
  });
  return child;
}

async function endChild(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(kill);
}
