import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { preparePostgresHome, type PostgresHome } from './postgres-home.ts';

const DATABASE = 'wardline';
const START_ATTEMPTS = 3;
const ANSWER_WITHIN_MS = 10_000;

/** A PostgreSQL server of this installation's own, in its data folder. */
export interface EmbeddedPostgres {
  /** What `DATABASE_URL` would be. */
  readonly url: string;
  /**
   * True: it ran already, left behind by a gateway that was killed, or in use by another one.
   * Whoever finds out that nobody else uses it stops it at the end; others leave it alone.
   */
  readonly adopted: boolean;
  /** Ends the server (after its transactions, cutting connections) and waits for the end. */
  stop(): Promise<void>;
}

/**
 * Starts the server of a data folder, or takes on the one that runs there.
 * @param dataDir absolute path of WARDLINE_DATA_DIR
 * @param tell gets lines for the person at the terminal
 * @throws Error with the end of the server's log when it does not come up
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  tell: (line: string) => void,
): Promise<EmbeddedPostgres> {
  const home = await preparePostgresHome(dataDir, tell);
  const release = await oneAtATime(join(home.folder, 'starting'));
  try {
    const running = await runningServer(home);
    if (running !== null) return running;
    makeCluster(home);
    return await startServer(home);
  } finally {
    release();
  }
}

/** Keeps two processes from making or starting one cluster at the same moment. */
async function oneAtATime(path: string): Promise<() => void> {
  for (let waited = 0; ; waited += 50) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return () => {
        rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(readOrEmpty(path));
    if (holder > 0 && !isAlive(holder)) rmSync(path, { force: true });
    else if (waited > 15_000) throw new Error(`process ${String(holder)} holds ${path}`);
    else await sleep(50);
  }
}

/**
 * The server that postmaster.pid names, once it answers; null where there is none. A file left by a
 * server that was killed names a process that is gone, or by now another program.
 */
async function runningServer(home: PostgresHome): Promise<EmbeddedPostgres | null> {
  for (const deadline = performance.now() + ANSWER_WITHIN_MS; performance.now() < deadline;) {
    const lines = readOrEmpty(join(home.cluster, 'postmaster.pid')).split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    if (!(pid > 0) || !isPostgres(pid)) return null;
    if (port > 0 && (await answers(home, port))) {
      return { url: urlOf(home, port), adopted: true, stop: () => stopByPid(pid) };
    }
    await sleep(50);
  }
  throw new Error(`a PostgreSQL runs in ${home.cluster} but does not answer`);
}

function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const commandLine = `/proc/${String(pid)}/cmdline`;
  return !existsSync('/proc/self') || readOrEmpty(commandLine).includes('postgres');
}

/** initdb makes the cluster aside, so that one that was cut short is never taken for whole. */
function makeCluster(home: PostgresHome): void {
  if (existsSync(join(home.cluster, 'PG_VERSION'))) return;
  const unfinished = `${home.cluster}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const passwordFile = join(home.folder, 'password.initdb');
  writeFileSync(passwordFile, home.password, { mode: 0o600 });
  if (home.user !== null) chownSync(passwordFile, home.user.uid, home.user.gid);
  try {
    execFileSync(
      home.initdb,
      [
        ...['-D', unfinished, '-U', 'postgres', `--pwfile=${passwordFile}`],
        ...['-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-sync'],
      ],
      { stdio: 'pipe', cwd: home.folder, ...home.user },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, home.cluster);
}

async function startServer(home: PostgresHome): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = spawnServer(home, port);
    if (await comesUp(home, server, port)) {
      await makeDatabase(home, port);
      return { url: urlOf(home, port), adopted: false, stop: () => stopChild(server) };
    }
    await stopChild(server);
    // Someone took the port in between, or backends of a killed server have not gone yet.
    if (attempt === START_ATTEMPTS) {
      throw new Error(`PostgreSQL did not start: ${lastLines(home.logFile)}`);
    }
    await sleep(500);
  }
}

function spawnServer(home: PostgresHome, port: number): ChildProcess {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    jit: 'off',
  };
  const args = [
    ...['-D', home.cluster],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  // Where the kernel can, it ends the server with us even when we are killed.
  const setpriv = '/usr/bin/setpriv';
  const [command, all] = existsSync(setpriv)
    ? [setpriv, ['--pdeathsig', 'INT', '--', home.postgres, ...args]]
    : [home.postgres, args];
  const log = openSync(home.logFile, 'a', 0o600);
  // Detached: Ctrl-C at the terminal is for the gateway, which stops the server when it is done.
  const child = spawn(command, all, {
    stdio: ['ignore', log, log],
    cwd: home.folder,
    detached: true,
    ...home.user,
  });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  return child;
}

async function comesUp(home: PostgresHome, server: ChildProcess, port: number): Promise<boolean> {
  const deadline = performance.now() + ANSWER_WITHIN_MS;
  while (performance.now() < deadline) {
    if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) {
      return false;
    }
    if (await answers(home, port)) return true;
    await sleep(25);
  }
  return false;
}

async function answers(home: PostgresHome, port: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(home, port, 'postgres') });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function makeDatabase(home: PostgresHome, port: number): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(home, port, 'postgres') });
  await client.connect();
  try {
    const known = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (known.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function urlOf(home: PostgresHome, port: number, database = DATABASE): string {
  return `postgres://postgres:${home.password}@127.0.0.1:${String(port)}/${database}`;
}

async function stopChild(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.ref();
  server.kill('SIGINT');
  await ended;
}

async function stopByPid(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    return;
  }
  for (let waited = 0; isAlive(pid) && waited < 15_000; waited += 25) await sleep(25);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port'));
      });
    });
  });
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function lastLines(path: string): string {
  return readOrEmpty(path).trimEnd().split('\n').slice(-3).join(' ');
}
