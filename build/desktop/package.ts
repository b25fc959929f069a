import { build, Platform, type Arch as BuilderArch, archFromString } from 'electron-builder';
import { execFileSync } from 'node:child_process';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type BuildFacts, NO_FACTS } from '../../src-shared/ipc/build-facts.ts';
import { projectRoot } from '../run/install.mjs';
import { findTestElectron, testElectronVersion } from '../run/test-electron.ts';
import { layOutApp, missingPackages } from './app-folder.ts';
import { BadPackageError } from './bad-package.ts';
import { artifactBase, builderConfig, type BuildOrder } from './builder-config.ts';
import { deliver } from './deliver.ts';
import { wrongFuses } from './fuses.ts';
import { makeIcons } from './icons/icon-files.ts';
import { foreignParts, packedApp, partsOf } from './inspect-app.ts';
import { type PackageOrder, type PackageRun, readPackageOrder } from './package-order.ts';
import { proveKeys } from './prove-keys.ts';
import { writeSbom } from './sbom.ts';
import { MissingKeysError, signingFor, UNSIGNED } from './signing.ts';

/**
 * Packages the desktop (the bundles in `out/` must be up to date) and gives the paths of what was
 * made: artifacts, bill of materials, sums and signatures.
 * @throws WrongUseError, MissingKeysError before anything is built; BadPackageError after
 */
export async function packageDesktop(args: readonly string[], env: NodeJS.ProcessEnv) {
  const order = readPackageOrder(args);
  const prepared = order.runs.map((run) => ({
    run,
    signing: order.isSigned ? signingFor(run.system, env) : UNSIGNED,
    facts: factsFor(order, run, env),
  }));
  for (const { signing } of prepared) await proveKeys(signing);
  const made: string[] = [];
  for (const { run, signing, facts } of prepared) {
    made.push(...(await packageRun(order, run, signing, facts)));
  }
  return made;
}

/** One run: one program, and the artifacts that it goes into. Gives the paths of what was made. */
export async function packageRun(
  order: PackageOrder,
  run: PackageRun,
  signing: BuildOrder['signing'],
  facts: BuildFacts,
): Promise<string[]> {
  const { system } = run;
  const { arch } = order;
  const version = projectVersion();
  const work = `${projectRoot}.cache/package/${system}-${arch}-${run.rolledOutBy}`;
  await rm(work, { recursive: true, force: true });
  const built: BuildOrder = {
    system,
    arch,
    version,
    signing,
    isForTests: order.isForTests,
    folder: await layOutApp(join(work, 'layout'), { system, arch, version }, facts),
    icons: await makeIcons(`${projectRoot}src-renderer/public/icon.svg`, join(work, 'icons')),
    output: join(work, 'made'),
    electron: await electronFor(order),
  };
  const artifacts = await buildArtifacts(built, run.formats);
  await check(built);
  const sbom = join(built.output, `${artifactBase(built)}.cdx.json`);
  await writeSbom(sbom, sourceTime());
  const output = resolve(order.output);
  const files = [...artifacts, sbom];
  const placed = await deliver({ system, files, gpgKey: signing.gpgKey, output });
  return run.formats.includes('dir') ? [...placed, await placeFolder(built, output)] : placed;
}

async function buildArtifacts(order: BuildOrder, formats: readonly string[]): Promise<string[]> {
  const platform = { linux: Platform.LINUX, mac: Platform.MAC, win: Platform.WINDOWS }[
    order.system
  ];
  const arch: BuilderArch = archFromString(order.arch);
  withToolsOfTheSystem();
  const paths = await build({
    projectDir: projectRoot,
    targets: platform.createTarget([...formats], arch),
    config: builderConfig(order),
    publish: 'never',
  });
  return paths.filter((path) => existsSync(path) && !path.endsWith('.blockmap'));
}

/** electron-builder fetches 7-Zip from GitHub unless it is told of one. */
function withToolsOfTheSystem(): void {
  if (process.platform === 'linux' && existsSync('/usr/bin/7za')) {
    process.env['ELECTRON_BUILDER_7ZIP_PATH'] ??= '/usr/bin/7za';
  }
  // A build signs with what it was told to sign with, never with what it happens to find.
  process.env['CSC_IDENTITY_AUTO_DISCOVERY'] ??= 'false';
}

async function check(order: BuildOrder): Promise<void> {
  const app = packedApp(order.output, order.system, order.arch);
  const fuses = await wrongFuses(app.program, order.system);
  const foreign = await foreignParts(app, order.system, order.arch);
  const missing = await missingPackages(`${projectRoot}out/main`);
  const faults = [
    ...missing.map((name) => `the package ${name} is neither in a bundle nor beside it`),
    ...fuses.map((name) => `the fuse ${name} stands wrong`),
    ...foreign.map((path) => `foreign: ${path}`),
  ];
  if (faults.length > 0) throw new BadPackageError(faults.join('\n'));
  const parts = await partsOf(app);
  const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`${artifactBase(order)}, unpacked:`);
  for (const { name, bytes } of [...parts, { name: 'all', bytes: total }]) {
    console.log(`${(bytes / 1e6).toFixed(1).padStart(8)} MB  ${name}`);
  }
}

/** The unpacked program, for who asked for it as a folder. */
async function placeFolder(order: BuildOrder, output: string): Promise<string> {
  const { folder } = packedApp(order.output, order.system, order.arch);
  const to = join(output, artifactBase(order));
  await rm(to, { recursive: true, force: true });
  await cp(folder, to, { recursive: true, verbatimSymlinks: true });
  return to;
}

/** What the program is told about itself; only a program that updates itself has keys in it. */
function factsFor(order: PackageOrder, run: PackageRun, env: NodeJS.ProcessEnv): BuildFacts {
  const policy = join(resolve(order.output), 'policy.json');
  const forTests = order.isForTests ? { syncNode: process.execPath, policy } : null;
  if (run.rolledOutBy === 'it') return { ...NO_FACTS, forTests };
  const path = env['WARDLINE_UPDATE_PUBLIC_KEYS'];
  if (path === undefined || path === '') {
    if (!order.isSigned) return { ...NO_FACTS, forTests };
    throw new MissingKeysError(
      'A signed build that updates itself needs WARDLINE_UPDATE_PUBLIC_KEYS, a PEM file with the public keys of its updates.',
    );
  }
  const publisher = env['WARDLINE_SIGN_WINDOWS_PUBLISHER'] ?? null;
  return {
    updates: {
      keys: readPublicKeys(path),
      channel: order.channel,
      publisher: order.isSigned && run.system === 'win' ? publisher : null,
    },
    forTests,
  };
}

/** @throws MissingKeysError where the file has no Ed25519 key */
export function readPublicKeys(path: string): string[] {
  const keys = publicKeysIn(path);
  if (keys.length === 0 || keys.some((key) => key.asymmetricKeyType !== 'ed25519')) {
    throw new MissingKeysError(`${path} has to hold public Ed25519 keys (PEM), and no others.`);
  }
  return keys.map((key) => key.export({ type: 'spki', format: 'der' }).toString('base64'));
}

/** None as well where the file, or a key in it, cannot be read. */
function publicKeysIn(path: string): KeyObject[] {
  try {
    const pem = readFileSync(path, 'utf8');
    const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
    return blocks.map((block) => createPublicKey(block));
  } catch {
    return [];
  }
}

async function electronFor(order: PackageOrder): Promise<BuildOrder['electron']> {
  if (!order.isForTests) return null;
  const program = await findTestElectron();
  if (program === null) throw new BadPackageError('There is no Electron for tests here.');
  const folder = dirname(program);
  const version = await readFile(join(folder, 'version'), 'utf8').catch(() => testElectronVersion);
  return { folder, version: version.trim() };
}

export function projectVersion(): string {
  const manifest = JSON.parse(readFileSync(`${projectRoot}package.json`, 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** When the source was committed, or `SOURCE_DATE_EPOCH`: not when it was built. */
function sourceTime(): Date {
  const given = process.env['SOURCE_DATE_EPOCH'];
  if (given !== undefined && /^\d+$/.test(given)) return new Date(Number(given) * 1_000);
  try {
    const seconds = execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: projectRoot });
    return new Date(Number(seconds.toString()) * 1_000);
  } catch {
    return new Date(0);
  }
}
