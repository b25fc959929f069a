import { getRawHeader, listPackage } from '@electron/asar';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { SQLITE } from './app-folder.ts';
import { nativeParts, type Arch, type System } from './target.ts';

/** A packaged program on the disk, before it goes into an installer. */
export interface PackedApp {
  readonly folder: string;
  readonly program: string;
  readonly resources: string;
}

export function packedApp(output: string, system: System, arch: Arch): PackedApp {
  const suffix = arch === 'x64' ? '' : `-${arch}`;
  if (system === 'mac') {
    const folder = join(output, `mac${suffix}`);
    const contents = join(folder, 'Wardline.app', 'Contents');
    return {
      folder,
      program: join(folder, 'Wardline.app'),
      resources: join(contents, 'Resources'),
    };
  }
  const folder = join(output, `${system}${suffix}-unpacked`);
  const program = join(folder, system === 'win' ? 'Wardline.exe' : 'wardline');
  return { folder, program, resources: join(folder, 'resources') };
}

export interface Part {
  readonly name: string;
  readonly bytes: number;
}

/** What a packaged program consists of, part by part, the largest first. */
export async function partsOf(app: PackedApp): Promise<Part[]> {
  const sums = new Map<string, number>();
  const add = (name: string, bytes: number): void => {
    sums.set(name, (sums.get(name) ?? 0) + bytes);
  };
  for (const path of await filesBelow(app.folder)) {
    if (path === join(app.resources, 'app.asar')) continue;
    add(partName(relative(app.folder, path)), (await stat(path)).size);
  }
  for (const { path, bytes } of archived(join(app.resources, 'app.asar'))) {
    add(`app: ${path.split('/').slice(0, 2).join('/')}`, bytes);
  }
  return [...sums]
    .map(([name, bytes]) => ({ name, bytes }))
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}

function partName(path: string): string {
  if (path.includes(`app.asar.unpacked${sep}out`)) return 'sync host outside the archive';
  if (path.includes('app.asar.unpacked')) return 'SQLite, beside the archive';
  if (/(^|[\\/])locales[\\/]/.test(path)) return 'Electron: languages';
  if (/LICENSE/.test(path)) return 'licences';
  if (/\.(so|dll|dylib)(\.\d+)?$/.test(path)) return 'Electron: libraries';
  if (/\.(pak|dat|bin)$/.test(path)) return 'Electron: resources';
  return 'Electron: program';
}

/**
 * Everything in a packaged program that has no business there: other systems' native parts, source
 * maps, sources, packages that the desktop does not use, a starter of Electron's own.
 */
export async function foreignParts(app: PackedApp, system: System, arch: Arch): Promise<string[]> {
  const natives = nativeParts(system, arch);
  const inArchive = listPackage(join(app.resources, 'app.asar'), { isPack: false })
    .map((path) => path.split(sep).join('/').replace(/^\//, ''))
    .filter((path) => !isOurs(path, natives));
  const beside = (await filesBelow(app.folder))
    .map((path) => relative(app.folder, path).split(sep).join('/'))
    .filter(
      (path) =>
        /default_app\.asar$|\.map$|\.d\.ts$/.test(path) ||
        (path.endsWith('.node') && !natives.some((name) => path.endsWith(`/prebuilds/${name}`))),
    );
  const missing = natives
    .map((name) =>
      join(app.resources, 'app.asar.unpacked', 'node_modules', SQLITE, 'prebuilds', name),
    )
    .filter((path) => !existsSync(path))
    .map((path) => `missing: ${relative(app.folder, path)}`);
  return [...inArchive, ...beside, ...missing];
}

function isOurs(path: string, natives: readonly string[]): boolean {
  if (['package.json', 'LICENSE', 'out', 'node_modules'].includes(path)) return true;
  if (path.endsWith('.map')) return false;
  if (/^out\/(main|preload|renderer)(\/|$)/.test(path)) return true;
  const sqlite = `node_modules/${SQLITE}`;
  if (path === sqlite) return true;
  if (!path.startsWith(`${sqlite}/`)) return false;
  const inner = path.slice(sqlite.length + 1);
  if (inner.endsWith('.node')) return natives.some((name) => inner === `prebuilds/${name}`);
  return /^(package\.json|LICENSE|prebuilds|lib(\/.*)?)$/.test(inner);
}

interface AsarEntry {
  readonly files?: Readonly<Record<string, AsarEntry>>;
  readonly size?: number;
  readonly unpacked?: boolean;
}

function archived(archive: string): { path: string; bytes: number }[] {
  const walk = (entry: AsarEntry, path: string): { path: string; bytes: number }[] => {
    if (entry.files === undefined) {
      return entry.unpacked === true ? [] : [{ path, bytes: entry.size ?? 0 }];
    }
    return Object.entries(entry.files).flatMap(([name, inner]) =>
      walk(inner, path === '' ? name : `${path}/${name}`),
    );
  };
  return walk(getRawHeader(archive).header, '');
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
