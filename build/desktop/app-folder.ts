import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import type { BuildFacts } from '../../src-shared/ipc/build-facts.ts';
import { projectRoot } from '../run/install.mjs';
import { nativeParts, type Arch, type System } from './target.ts';

/** The one package that stays outside the bundles, because it is native. */
export const SQLITE = 'better-sqlite3';

export interface AppFolder {
  /** What becomes the app. */
  readonly app: string;
  /** `node_modules/better-sqlite3` in it, which electron-builder takes only when it is named. */
  readonly sqlite: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly main: string;
  readonly type: string;
}

/**
 * Lays out, below `folder`, exactly what goes into the program: the bundles without their source
 * maps, SQLite's module with the native parts of the target, and a package.json of its own with
 * `facts`. What is not copied here cannot slip in.
 */
export async function layOutApp(
  folder: string,
  target: { system: System; arch: Arch; version: string },
  facts: BuildFacts,
): Promise<AppFolder> {
  await rm(folder, { recursive: true, force: true });
  const app = join(folder, 'app');
  const sqlite = join(app, 'node_modules', SQLITE);
  await mkdir(app, { recursive: true });
  await cp(`${projectRoot}out`, join(app, 'out'), {
    recursive: true,
    filter: (source) => !source.endsWith('.map'),
  });
  for (const name of ['LICENSE']) await cp(projectRoot + name, join(app, name));
  await writeFile(join(app, 'package.json'), await manifestFor(target.version, facts));
  await copySqlite(sqlite, nativeParts(target.system, target.arch));
  return { app, sqlite };
}

/**
 * Packages that the bundles of main still look for and that are not in the program: it would not
 * even start.
 */
export async function missingPackages(bundles: string): Promise<string[]> {
  const wanted = new Set<string>();
  for (const name of await readdir(bundles, { recursive: true })) {
    if (!name.endsWith('.cjs')) continue;
    const code = await readFile(join(bundles, name), 'utf8');
    for (const [, from = ''] of code.matchAll(/\brequire\(["'`]([^"'`\n]+)["'`]\)/g))
      wanted.add(from);
  }
  const has = (name: string): boolean =>
    name.startsWith('.') || name === 'electron' || name === SQLITE || isBuiltin(name);
  return [...wanted].filter((name) => !has(name)).sort();
}

async function manifestFor(version: string, facts: BuildFacts): Promise<string> {
  const own = JSON.parse(await readFile(`${projectRoot}package.json`, 'utf8')) as Manifest;
  const { name, description, license, main, type } = own;
  const author = { name: 'Wardline maintainers' };
  const manifest = { name, version, description, license, author, main, type, wardline: facts };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

async function copySqlite(to: string, natives: readonly string[]): Promise<void> {
  const from = `${projectRoot}node_modules/${SQLITE}`;
  await mkdir(join(to, 'lib'), { recursive: true });
  await mkdir(join(to, 'prebuilds'));
  for (const name of ['package.json', 'LICENSE']) await cp(join(from, name), join(to, name));
  // `lib` has one more file for each system, to name one of them; we do not.
  for (const name of await readdir(join(from, 'lib'))) {
    if (!/^(darwin|linux|linuxmusl|win32)-/.test(name)) {
      await cp(join(from, 'lib', name), join(to, 'lib', name), { recursive: true });
    }
  }
  for (const name of natives) await cp(join(from, 'prebuilds', name), join(to, 'prebuilds', name));
}
