import { fileURLToPath } from 'node:url';
import { type Exit, startProcess, type TestProcess } from './child-process.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
// The same for all, because the gateways of one test must know each other's tokens.
const jwtSecret = 'a secret of the tests, at least 32 bytes';
const entries = { source: 'server/cli/wardline.ts', bundle: 'dist/server/wardline.js' };

export interface GatewayOptions {
  /** `source` runs the TypeScript as it stands, `bundle` what `npm run build:server` made. */
  from?: keyof typeof entries;
  /**
   * Environment of the gateway on top of PATH, HOME, TMPDIR, LANG and TZ; nothing else is
   * inherited, because an unknown `WARDLINE_*` name ends the start. `PORT`, `HOST`,
   * `WARDLINE_JWT_SECRET`, `WARDLINE_LOG_LEVEL`, `WARDLINE_DRAIN_MIN_MS` and (in demo mode) `WARDLINE_MLLP_PORT` have
   * defaults fit for tests. `undefined` leaves a variable unset.
   */
  env?: Record<string, string | undefined>;
  /** How long to wait for `/readyz` to answer 200, in milliseconds. Default 60,000. */
  readyWithin?: number;
}

export interface TestGateway {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  /** `ws://127.0.0.1:PORT/realtime`, without a ticket. */
  realtimeUrl: string;
  port: number;
  pid: number;
  env: NodeJS.ProcessEnv;
  /** All it printed so far. */
  logs(): string;
  exited: Promise<Exit>;
  /** SIGTERM and wait; SIGKILL after `graceMs`. A second call gives the same exit. */
  stop(graceMs?: number): Promise<Exit>;
  /** kill -9 and wait. */
  kill9(): Promise<Exit>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A gateway in a process of its own, ready for requests. The caller stops it.
 * @throws Error with the gateway's output when it ends early or is not ready in time
 */
export async function startGateway(options: GatewayOptions = {}): Promise<TestGateway> {
  const env = await gatewayEnvironment(options.env ?? {});
  const gateway = startWardline(['gateway'], { ...options, env });
  const port = Number(env['PORT']);
  const url = `http://127.0.0.1:${String(port)}`;
  try {
    await until(
      async () => {
        if (gateway.hasExited()) return true;
        return (await fetch(`${url}/readyz`)).status === 200;
      },
      { within: options.readyWithin ?? 60_000, every: 50, what: `${url}/readyz` },
    );
  } catch (error) {
    await gateway.stop(1_000);
    throw new Error(`The gateway did not become ready:\n${gateway.logs()}`, { cause: error });
  }
  if (gateway.hasExited()) {
    const { code, signal } = await gateway.exited;
    throw new Error(`The gateway ended (${String(code ?? signal)}):\n${gateway.logs()}`);
  }
  return {
    url,
    realtimeUrl: `ws://127.0.0.1:${String(port)}/realtime`,
    port,
    pid: gateway.pid,
    env,
    logs: gateway.logs,
    exited: gateway.exited,
    stop: gateway.stop,
    kill9: () => gateway.signal('SIGKILL'),
    [Symbol.asyncDispose]: async () => {
      await gateway.stop();
    },
  };
}

/**
 * Any verb of the command line in a process of its own, for tests of what it prints and of its exit
 * code: `await startWardline(['migrate'], { env }).exited`. The environment is exactly `env` on top
 * of what `GatewayOptions.env` names as inherited.
 */
export function startWardline(args: string[], options: GatewayOptions = {}): TestProcess {
  return startProcess({
    command: process.execPath,
    args: [entries[options.from ?? 'source'], ...args],
    env: { ...inherited(), ...defined(options.env ?? {}) },
    cwd: root,
  });
}

async function gatewayEnvironment(
  given: Record<string, string | undefined>,
): Promise<Record<string, string>> {
  return defined({
    PORT: String(await freePort()),
    HOST: '127.0.0.1',
    WARDLINE_LOG_LEVEL: 'warn',
    WARDLINE_JWT_SECRET: jwtSecret,
    WARDLINE_DRAIN_MIN_MS: '0',
    ...(given['WARDLINE_DEMO'] === '1' ? { WARDLINE_MLLP_PORT: String(await freePort()) } : {}),
    ...given,
  });
}

function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
  return defined(Object.fromEntries(names.map((name) => [name, process.env[name]])));
}

function defined(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
