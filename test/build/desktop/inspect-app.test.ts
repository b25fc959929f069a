import { createPackageWithOptions } from '@electron/asar';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingPackages } from '../../../build/desktop/app-folder.ts';
import {
  foreignParts,
  packedApp,
  partsOf,
  type PackedApp,
} from '../../../build/desktop/inspect-app.ts';
import { nativeParts, type Arch, type System } from '../../../build/desktop/target.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardline-inspect-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function lay(path: string, content = 'x'): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** A program as electron-builder leaves it, with `extra` files in its archive and beside it. */
async function packed(
  system: System,
  arch: Arch,
  extra: { inside?: string[]; beside?: string[]; without?: string } = {},
): Promise<PackedApp> {
  const app = packedApp(folder, system, arch);
  const source = join(folder, 'source');
  const natives = nativeParts(system, arch).map(
    (name) => `node_modules/better-sqlite3/prebuilds/${name}`,
  );
  const ours = ['package.json', 'LICENSE', 'out/main/main.cjs', 'out/renderer/index.html'];
  const sqlite = [
    'node_modules/better-sqlite3/package.json',
    'node_modules/better-sqlite3/lib/index.js',
  ];
  for (const path of [...ours, ...sqlite, ...natives, ...(extra.inside ?? [])]) {
    lay(join(source, path));
  }
  mkdirSync(app.resources, { recursive: true });
  await createPackageWithOptions(source, join(app.resources, 'app.asar'), {
    unpackDir: 'node_modules/better-sqlite3',
  });
  for (const path of extra.beside ?? []) lay(join(app.folder, path), 'y'.repeat(10));
  if (extra.without !== undefined) {
    rmSync(
      join(app.resources, 'app.asar.unpacked/node_modules/better-sqlite3/prebuilds', extra.without),
    );
  }
  return app;
}

describe('a packaged program', () => {
  it.each<[System, Arch]>([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['win', 'x64'],
    ['win', 'arm64'],
    ['mac', 'universal'],
  ])('for %s on %s has nothing foreign in it', async (system, arch) => {
    expect(await foreignParts(await packed(system, arch), system, arch)).toEqual([]);
  });

  it.each([
    'node_modules/fastify/index.js',
    'node_modules/better-sqlite3/prebuilds/win32-x64.node',
    'node_modules/better-sqlite3/src/better_sqlite3.cpp',
    'out/main/main.cjs.map',
    'src-main/main.ts',
    '.env',
  ])('must not have %s in its archive', async (path) => {
    const app = await packed('linux', 'x64', { inside: [path] });
    expect(await foreignParts(app, 'linux', 'x64')).toContain(path);
  });

  it.each(['resources/default_app.asar', 'resources/x/other.node', 'a.js.map', 'types/a.d.ts'])(
    'must not have %s beside it',
    async (path) => {
      const app = await packed('linux', 'x64', { beside: [path] });
      expect(await foreignParts(app, 'linux', 'x64')).toEqual([path]);
    },
  );

  it('must have the native part of each of its processors', async () => {
    const app = await packed('mac', 'universal', { without: 'darwin-arm64.node' });
    expect(await foreignParts(app, 'mac', 'universal')).toEqual([
      expect.stringMatching(/^missing: .*darwin-arm64\.node$/),
    ]);
  });

  it('is told part by part, and the parts are all there is', async () => {
    const app = await packed('linux', 'x64', {
      beside: [
        'wardline',
        'libffmpeg.so',
        'locales/en-US.pak',
        'LICENSES.chromium.html',
        'icudtl.dat',
      ],
    });
    const parts = await partsOf(app);
    expect(parts.map(({ name }) => name).sort()).toEqual([
      'Electron: languages',
      'Electron: libraries',
      'Electron: program',
      'Electron: resources',
      'SQLite, beside the archive',
      'app: LICENSE',
      'app: out/main',
      'app: out/renderer',
      'app: package.json',
      'licences',
    ]);
    const unpacked = readdirSync(app.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'app.asar')
      .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
    const total = unpacked.reduce((sum, size) => sum + size, 4);
    expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total);
  });
});

describe('the bundles', () => {
  it('look for nothing but Node, Electron, SQLite and each other', async () => {
    lay(
      join(folder, 'main.cjs'),
      `let electron = require("electron");\nlet node_fs = require('node:fs');\n`,
    );
    lay(
      join(folder, 'chunks/a.cjs'),
      `let better_sqlite3 = require("better-sqlite3");\nconst b = require('./b.cjs');`,
    );
    expect(await missingPackages(folder)).toEqual([]);
  });

  it('are found out where they look for a package that is not in the program', async () => {
    lay(join(folder, 'main.cjs'), `let zod = require("zod");\nif (zod) require('ws');\n`);
    expect(await missingPackages(folder)).toEqual(['ws', 'zod']);
  });
});
