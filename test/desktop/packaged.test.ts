import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrongFuses } from '../../build/desktop/fuses.ts';
import { startProcess } from '../support/child-process.ts';
import { DeskHouse, picture } from './support/desk.ts';
import { startPackaged, type PackagedDesk } from './support/packaged-desk.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const native = 'app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node';

/** A build, a package and a first start: a minute, several on a busy machine. */
const PACKAGED_WITHIN_MS = 6 * 60_000;

/** The program as IT gets it, with the Electron of the tests: `--linux dir` and tar.gz. */
describe('the packaged console', () => {
  let release: string;
  let base: string;
  let report: string;
  let house: DeskHouse | undefined;
  let desk: PackagedDesk | undefined;

  beforeAll(async () => {
    release = mkdtempSync(join(tmpdir(), 'wardline-package-'));
    const made = startProcess({
      command: process.execPath,
      args: [
        join(root, 'build/run.mjs'),
        ...['package', '--linux', 'dir,tar.gz', '--arch', 'x64', '--for-tests', '--out', release],
      ],
      // Quickly rather than small.
      env: { ...process.env, ELECTRON_BUILDER_COMPRESSION_LEVEL: '1' },
      cwd: root,
    });
    const { code } = await made.exited;
    if (code !== 0) throw new Error(made.logs());
    report = made.stdout();
    base = basename(globSync(join(release, '*.tar.gz'))[0] ?? 'none', '.tar.gz');
  }, PACKAGED_WITHIN_MS);
  afterAll(async () => {
    await desk?.stop();
    await house?.close();
    rmSync(release, { recursive: true, force: true });
  });

  const program = (): string => join(release, base, 'wardline');
  const filesBelow = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();

  it('says in its name what it is, and what it consists of part by part', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(base).toBe(`wardline-${version}-linux-x64-unsigned-test`);
    expect(report).toMatch(/\d+\.\d MB {2}SQLite, beside the archive/);
    expect(report).toMatch(/\d+\.\d MB {2}app: out\/renderer/);
    expect(report).toMatch(/\d+\.\d MB {2}all\n/);
  });

  it('holds the native part of its system, and of no other', () => {
    const natives = filesBelow(join(release, base)).filter((path) => path.endsWith('.node'));
    expect(natives).toEqual([`resources/${native}`]);
    expect(existsSync(join(release, base, 'resources/default_app.asar'))).toBe(false);
  });

  it('has its fuses as they should be, read back from the program', async () => {
    expect(await wrongFuses(program(), 'linux')).toEqual([]);
    const asNode = startProcess({
      command: program(),
      args: ['-e', 'console.log("run as node")', '--version', '--no-sandbox'],
      env: { PATH: process.env['PATH'], ELECTRON_RUN_AS_NODE: '1' },
    });
    await asNode.exited;
    expect(asNode.stdout()).not.toContain('run as node');
  });

  it('comes with sums that hold and a bill of what is in it', () => {
    execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: release });
    const bom = z
      .object({ bomFormat: z.string(), components: z.array(z.object({ name: z.string() })) })
      .parse(JSON.parse(readFileSync(join(release, `${base}.cdx.json`), 'utf8')));
    expect(bom.bomFormat).toBe('CycloneDX');
    const names = bom.components.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['better-sqlite3', 'electron', 'electron-updater', 'react', 'zod']),
    );
    for (const foreign of ['fastify', 'pg', 'ioredis', 'vitest', 'typescript']) {
      expect(names).not.toContain(foreign);
    }
  });

  it(
    'starts out of the tar.gz, signs in, and shows a live board',
    async () => {
      execFileSync('tar', [
        '-xzf',
        join(release, `${base}.tar.gz`),
        '-C',
        release,
        '--one-top-level=x',
      ]);
      const unpacked = join(release, 'x', base);
      expect(filesBelow(unpacked)).toEqual(filesBelow(join(release, base)));
      house = await DeskHouse.open();
      const settings = { gateway: house.gateway.url, withoutKeyring: 'file' };
      writeFileSync(join(release, 'policy.json'), JSON.stringify({ settings }));
      desk = await startPackaged(join(unpacked, 'wardline'), house.env);
      const { page } = desk;
      await page.getByLabel('User name').fill('dispatcher');
      await page.getByLabel('Password').fill('wardline-demo');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.locator('.ward-row', { hasText: 'ICU' }).first().click();
      await page.locator('.board[data-freshness="live"]').waitFor();
      await picture(page, 'packaged-live');
    },
    PACKAGED_WITHIN_MS,
  );

  it('keeps the board with the SQLite that lies beside its archive', () => {
    if (house === undefined) throw new Error('the console has not started');
    const [cache = ''] = globSync(join(house.folder, 'gateways/*/cache.db'));
    expect(readFileSync(cache).toString('latin1', 0, 15)).toBe('SQLite format 3');
    const users = globSync('/proc/[0-9]*/maps').filter((maps) => {
      try {
        return readFileSync(maps, 'utf8').includes(join(release, 'x', base, 'resources', native));
      } catch {
        return false;
      }
    });
    expect(users).toHaveLength(1);
    expect(house.log).not.toMatch(/failed|refused/);
  });

  it('writes its diagnostics beside the running console, without a patient', async () => {
    if (house === undefined || desk === undefined) throw new Error('the console has not started');
    const archive = join(release, 'diagnostics.zip');
    const writing = startProcess({
      command: join(release, 'x', base, 'wardline'),
      args: ['--no-sandbox', '--disable-gpu', '--diagnostics', archive],
      env: { PATH: process.env['PATH'], ...house.env },
    });
    expect(await writing.exited).toMatchObject({ code: 0 });
    expect(writing.stdout()).toContain(archive);
    const files = Object.entries(unzipSync(readFileSync(archive)));
    expect(files.map(([name]) => name)).toEqual(
      expect.arrayContaining(['about.json', 'policy.json', 'wardline.log']),
    );
    const [patient = ''] = await desk.page.locator('.bed-card .bed-patient').allTextContents();
    expect(patient).not.toBe('');
    for (const [, bytes] of files) expect(strFromU8(bytes)).not.toContain(patient);
  });

  it('never looks for updates: it is IT’s to roll out', async () => {
    if (desk === undefined) throw new Error('the console has not started');
    const answer = await desk.page.evaluate(() =>
      (window as unknown as { wardline: { call(json: string): Promise<string> } }).wardline.call(
        '{"method":"check-for-updates"}',
      ),
    );
    expect(JSON.parse(answer)).toEqual({ phase: 'off', why: 'it' });
  });
});
