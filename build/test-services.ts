import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTestElectron } from './run/test-electron.ts';
import { findTestTools } from './run/test-tools.ts';

/** What runs while tests do. Whoever started it stops it. */
export interface TestServices {
  /** What the tests are told by environment, see test/support/test-environment.ts. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/**
 * Finds the programs and starts a PostgreSQL cluster for tests, or uses the one that
 * `WARDLINE_TEST_DATABASE_URL` names already. Tests start their own Redis servers and gateways.
 * @returns null when a program is missing; a line about that went to standard error
 */
export async function startTestServices(): Promise<TestServices | null> {
  const tools = findTestTools();
  if (!tools) return null;
  const electron = await findTestElectron();
  if (electron === null) return null;
  const given = process.env['WARDLINE_TEST_DATABASE_URL'];
  const postgres = given
    ? { url: given, stop: () => Promise.resolve() }
    : await startPostgres(tools.postgresBin);
  return {
    env: {
      WARDLINE_TEST_DATABASE_URL: postgres.url,
      WARDLINE_TEST_REDIS_SERVER: tools.redisServer,
      WARDLINE_TEST_CHROMIUM: tools.chromium,
      WARDLINE_TEST_ELECTRON: electron,
      ...(tools.xvfb === null ? {} : { WARDLINE_TEST_XVFB: tools.xvfb }),
    },
    stop: () => postgres.stop(),
  };
}

export interface PostgresCluster {
  /** Superuser on the database `postgres`. */
  url: string;
  stop(): Promise<void>;
  /** kill -9 of the postmaster; the port and the files stay for `restart`. */
  kill9(): Promise<void>;
  /** Starts it again on the same port and waits until it answers. */
  restart(): Promise<void>;
}

/**
 * A new cluster in a temporary folder, on 127.0.0.1, durable as in production (fsync on), as user
 * `postgres` when we are root, because PostgreSQL refuses to run as root.
 * @param bin folder with initdb and postgres
 */
export async function startPostgres(bin: string): Promise<PostgresCluster> {
  const user = serverUser();
  const directory = mkdtempSync(join(reachableTmpdir(user !== null), 'wardline-test-pg-'));
  if (user) chownSync(directory, user.uid, user.gid);
  const data = join(directory, 'data');
  try {
    execFileSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      { stdio: ['ignore', 'pipe', 'pipe'], cwd: directory, ...user },
    );
    return await startCluster(bin, directory, data, user);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

async function startCluster(
  bin: string,
  directory: string,
  data: string,
  user: ServerUser | null,
): Promise<PostgresCluster> {
  const attempts = 3;
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const spawnOnPort = (): Server =>
      spawnServer(join(bin, 'postgres'), directory, data, port, user);
    let server = spawnOnPort();
    if (await isAnswering(server, port)) {
      return {
        url: `postgres://postgres@127.0.0.1:${String(port)}/postgres`,
        stop: async () => {
          await endServer(server.process);
          rmSync(directory, { recursive: true, force: true });
        },
        kill9: async () => {
          const exited = once(server.process, 'exit');
          server.process.kill('SIGKILL');
          await exited;
        },
        restart: async () => {
          // Backends of the killed server hold its memory until they notice.
          for (const deadline = performance.now() + 30_000; ;) {
            server = spawnOnPort();
            if (await isAnswering(server, port)) return;
            if (performance.now() > deadline) throw new Error(`no restart:\n${server.log()}`);
          }
        },
      };
    }
    await endServer(server.process);
    // Somebody else may have taken the port in between.
    if (attempt === attempts) throw new Error(`PostgreSQL did not start:\n${server.log()}`);
  }
}

interface Server {
  process: ChildProcess;
  log: () => string;
}

function spawnServer(
  postgres: string,
  directory: string,
  data: string,
  port: number,
  user: ServerUser | null,
): Server {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    max_connections: '400',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    fsync: 'on',
    synchronous_commit: 'on',
    // For the benchmark that counts what PostgreSQL serves; not every package of PostgreSQL has it.
    ...(hasLibrary(postgres, 'pg_stat_statements')
      ? { shared_preload_libraries: 'pg_stat_statements' }
      : {}),
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])];
  // Should this process be killed, the kernel stops PostgreSQL too, where it can.
  const setpriv = '/usr/bin/setpriv';
  const [command, all] = existsSync(setpriv)
    ? [setpriv, ['--pdeathsig', 'INT', '--', postgres, ...args]]
    : [postgres, args];
  // Detached, so that Ctrl-C reaches the tests first and PostgreSQL is stopped after them.
  const child = spawn(command, all, {
    cwd: directory,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      log = (log + chunk).slice(-20_000);
    });
  }
  child.once('error', (error) => (log += error.message));
  return { process: child, log: () => log };
}

/** Debian keeps libraries in `lib` beside `bin`, others one folder deeper. */
function hasLibrary(postgres: string, name: string): boolean {
  const lib = join(dirname(dirname(postgres)), 'lib');
  const endings = ['.so', '.dylib', '.dll'];
  return [lib, join(lib, 'postgresql')].some((folder) =>
    endings.some((ending) => existsSync(join(folder, name + ending))),
  );
}

/** Fast shutdown: clients are cut off, the files are left in order. */
async function endServer(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGINT');
  const timer = setTimeout(() => server.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(timer);
}

/** Waits for the answer to an SSLRequest, which PostgreSQL gives once it takes connections. */
async function isAnswering({ process: server, log }: Server, port: number): Promise<boolean> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) {
      return false;
    }
    if (log().includes('ready to accept connections') && (await answers(port))) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

function answers(port: number): Promise<boolean> {
  const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(sslRequest));
    socket.setTimeout(2_000, () => socket.destroy(new Error('no answer')));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port of 127.0.0.1');
  return address.port;
}

interface ServerUser {
  uid: number;
  gid: number;
}

function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const ask = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: ask('-u'), gid: ask('-g') };
}

/** The system's folder for temporary files, unless another user could not get there. */
function reachableTmpdir(byOthers: boolean): string {
  const isOpen = (path: string): boolean =>
    (statSync(path).mode & 0o001) !== 0 && (path === dirname(path) || isOpen(dirname(path)));
  const folders = [tmpdir(), '/tmp', '/var/tmp'].filter((path) => existsSync(path));
  return folders.find((path) => !byOthers || isOpen(path)) ?? tmpdir();
}
