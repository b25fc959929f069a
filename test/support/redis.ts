import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess, type TestProcess } from './child-process.ts';
import { freePort } from './free-port.ts';
import { testEnvironment } from './test-environment.ts';
import { until } from './until.ts';

export interface TestRedis {
  /** `redis://…`, or `redis+cluster://…` of a cluster; what `REDIS_URL` takes. */
  url: string;
  port: number;
  /** Of the process that runs now; throws while there is none. */
  pid(): number;
  /** Stops it and removes its files. A second call does nothing. */
  stop(): Promise<void>;
  /** kill -9; the port and the files stay for `restart`. */
  kill9(): Promise<void>;
  /** Starts it again on the same port (stopping it first where it runs) and waits until it answers. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface RedisOptions {
  /** One node that owns all slots of a cluster. */
  cluster?: boolean;
  /** Keep the data over `restart` (append-only file, fsync always). Default: a restart is empty. */
  persistent?: boolean;
  /** More command line of redis-server, for example `['--maxmemory', '2mb']`. */
  args?: string[];
}

/** A redis-server of the test's own on 127.0.0.1, ready for commands. The caller stops it. */
export async function startRedis(options: RedisOptions = {}): Promise<TestRedis> {
  const binary = testEnvironment('WARDLINE_TEST_REDIS_SERVER');
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'wardline-test-redis-'));
  const args = await commandLine(port, directory, options);

  let server: TestProcess | undefined;
  const start = async (): Promise<void> => {
    server = startProcess({ command: binary, args });
    await ready(server, port, options.cluster ?? false);
  };
  const stop = async (): Promise<void> => {
    await server?.stop(5_000);
    server = undefined;
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `${options.cluster ? 'redis+cluster' : 'redis'}://127.0.0.1:${String(port)}`,
    port,
    pid: () => {
      if (server === undefined) throw new Error('redis-server does not run');
      return server.pid;
    },
    stop,
    kill9: async () => {
      await server?.signal('SIGKILL');
    },
    restart: async () => {
      await server?.stop(5_000);
      await start();
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function commandLine(
  port: number,
  directory: string,
  options: RedisOptions,
): Promise<string[]> {
  const persistence = options.persistent
    ? ['--appendonly', 'yes', '--appendfsync', 'always']
    : ['--appendonly', 'no'];
  // Without an announced address a lone node of a cluster never tells its clients where it is.
  const cluster = options.cluster
    ? [
        ...['--cluster-enabled', 'yes'],
        ...['--cluster-announce-ip', '127.0.0.1'],
        ...['--cluster-port', String(await freePort())],
      ]
    : [];
  return [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory],
    ...['--daemonize', 'no', '--save', '', '--shutdown-timeout', '0'],
    ...persistence,
    ...cluster,
    ...(options.args ?? []),
  ];
}

async function ready(server: TestProcess, port: number, cluster: boolean): Promise<void> {
  const ask = (command: string): Promise<string> => {
    if (server.hasExited()) throw new Error(`redis-server ended:\n${server.logs()}`);
    return inlineCommand(port, command);
  };
  await until(async () => (await ask('PING')).startsWith('+PONG'), { what: 'redis-server' });
  if (!cluster) return;
  if (!(await ask('CLUSTER INFO')).includes('cluster_slots_assigned:16384')) {
    await ask('CLUSTER ADDSLOTSRANGE 0 16383');
  }
  await until(async () => (await ask('CLUSTER INFO')).includes('cluster_state:ok'), {
    what: 'cluster_state:ok',
  });
}

/** One command in Redis' inline form; the raw answer, up to its first chunk. */
function inlineCommand(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write(`${command}\r\n`);
    });
    socket.setEncoding('utf8');
    socket.setTimeout(5_000, () => socket.destroy(new Error('redis-server does not answer')));
    socket.once('data', (chunk: string) => {
      socket.destroy();
      resolve(chunk);
    });
    socket.once('error', reject);
  });
}
