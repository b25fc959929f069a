import { type ChildProcess, spawn } from 'node:child_process';
import { createLeadership } from './db/leadership.ts';
import { DEMO_PASSWORD } from './demo/demo-users.ts';
import type { Log } from './observability/log.ts';

/** Fast enough that something happens in every look at the board. */
const SPEED = 6;
/** Within the time after which a silent leader loses its session. */
const TEND_MS = 3_000;
const STOP_WITHIN_MS = 5_000;

export interface DemoFeedOptions {
  /** The script of the command line. */
  readonly entry: string;
  readonly url: string;
  readonly mllp: { readonly host: string; readonly port: number };
  readonly databaseUrl: string;
  readonly log: Log;
}

/**
 * The simulated hospitals, as a process of their own and a client like any other. Of several
 * gateways one feeds: two would admit the same patients. Started again when it ends by itself; it
 * ends when we do, whichever way.
 */
export function startDemoFeed(options: DemoFeedOptions): { stop(): Promise<void> } {
  const leadership = createLeadership(options.databaseUrl, 'demo feed');
  let child: ChildProcess | null = null;
  let stopping = false;

  const tend = async (): Promise<void> => {
    const leads = await leadership.lead();
    if (leads && child === null && !stopping) {
      const started = spawnFeed(options);
      child = started;
      started.once('close', (code, signal) => {
        if (child === started) child = null;
        if (!stopping) options.log.warn({ code, signal }, 'the demo feed ended by itself');
      });
    } else if (!leads && child !== null) {
      await endChild(child);
    }
  };
  let tending = tend();
  const timer = setInterval(() => {
    tending = tending.then(tend);
  }, TEND_MS);

  return {
    stop: async () => {
      stopping = true;
      clearInterval(timer);
      await tending;
      if (child !== null) await endChild(child);
      await leadership.close();
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
  const ended = new Promise((resolve) => child.once('close', resolve));
  const kill = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(kill);
}
