import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { updateChannelSchema } from '../../src-shared/ipc/build-facts.ts';
import {
  manifestPath,
  type UpdateArch,
  type UpdateManifest,
  updateManifestSchema,
  type UpdatePlatform,
} from '../../src-shared/ipc/update-manifest.ts';
import { WrongUseError } from './package-order.ts';
import { MissingKeysError } from './signing.ts';
import { digestOf } from './sums.ts';
import type { System } from './target.ts';

export const releaseUsage = `usage: npm run release -- --from FOLDER --to UPDATES_DIR [--channel stable|pilot]
  [--version X.Y.Z] [--percent 0..100] [--withdraw X.Y.Z,…]`;

/** Files that a program of each system updates itself by, by the end of their names. */
const updatable: Record<System, string> = { linux: '.AppImage', mac: '.zip', win: '.exe' };
const platforms: Record<System, UpdatePlatform> = { linux: 'linux', mac: 'darwin', win: 'win32' };

export interface ReleaseOrder {
  /** Where `npm run package` has put the artifacts. */
  readonly from: string;
  /** A gateway's `WARDLINE_UPDATES_DIR`. */
  readonly to: string;
  readonly channel: UpdateManifest['channel'];
  readonly version: string;
  readonly percent: number;
  readonly withdraw: readonly string[];
  readonly issuedAt: Date;
}

/**
 * Puts a version into the folder that a gateway serves below `/updates/`: the artifacts first, then
 * for each platform the signature and last the manifest that names them, so that whoever asks in
 * between gets the old one, or none. Artifacts that were there stay, to go back to.
 * @returns paths of the manifests
 * @throws WrongUseError where there is nothing to release, or something unsigned or made for tests
 */
export async function release(order: ReleaseOrder, key: KeyObject): Promise<string[]> {
  const found = await artifactsIn(order.from, order.version);
  if (found.length === 0) {
    throw new WrongUseError(
      `${order.from} has nothing of version ${order.version} that updates itself.`,
    );
  }
  const manifests: string[] = [];
  for (const { name, system, archs } of found) {
    for (const arch of archs) {
      const manifest = await manifestFor(order, name, platforms[system], arch);
      const path = join(order.to, manifestPath(manifest));
      await mkdir(join(order.to, order.channel), { recursive: true });
      await placeFile(join(order.from, name), join(order.to, order.channel, name));
      await writeSigned(path, manifest, key);
      manifests.push(path);
    }
  }
  return manifests;
}

/** Reads the order of the command line. @throws WrongUseError */
export function readReleaseOrder(args: readonly string[], version: string): ReleaseOrder {
  const { values } = parse(args);
  const { from, to } = values;
  if (from === undefined || to === undefined) throw new WrongUseError('From where to where?');
  const percent = Number(values.percent ?? '100');
  const channel = updateChannelSchema.safeParse(values.channel ?? 'stable');
  if (!channel.success) throw new WrongUseError(`There is no channel ${String(values.channel)}.`);
  if (!Number.isInteger(percent) || percent < 0 || percent > 100) {
    throw new WrongUseError('--percent is a whole number from 0 to 100.');
  }
  const withdraw = values.withdraw === undefined ? [] : values.withdraw.split(',');
  return {
    ...{ from, to, percent, withdraw, channel: channel.data },
    version: values.version ?? version,
    issuedAt: new Date(),
  };
}

function parse(args: readonly string[]) {
  try {
    const option = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      options: {
        from: option,
        to: option,
        channel: option,
        version: option,
        percent: option,
        withdraw: option,
      },
    });
  } catch (error) {
    throw new WrongUseError(error instanceof Error ? error.message : String(error));
  }
}

/** The private key that `WARDLINE_UPDATE_PRIVATE_KEY` names (PEM). @throws MissingKeysError */
export async function releaseKey(env: NodeJS.ProcessEnv): Promise<KeyObject> {
  const path = env['WARDLINE_UPDATE_PRIVATE_KEY'];
  if (path === undefined || path === '') {
    throw new MissingKeysError(
      'A release is signed: WARDLINE_UPDATE_PRIVATE_KEY has to name a PEM file with an Ed25519 key.',
    );
  }
  const key = createPrivateKey(await readFile(path));
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new MissingKeysError(`${path} holds no Ed25519 key.`);
  }
  return key;
}

interface Artifact {
  readonly name: string;
  readonly system: System;
  readonly archs: readonly UpdateArch[];
}

async function artifactsIn(folder: string, version: string): Promise<Artifact[]> {
  const pattern =
    /^wardline-(\d+\.\d+\.\d+)-(linux|mac|win)-(x64|arm64|universal)(-[a-z-]+)?(\.\w+)$/;
  return (await readdir(folder)).sort().flatMap((name) => {
    const [, of, systemName, arch, marks = '', end] = pattern.exec(name) ?? [];
    const system = systemName as System;
    if (of !== version || updatable[system] !== end) return [];
    if (marks !== '') {
      throw new WrongUseError(`${name} is not to be released: its name says ${marks.slice(1)}.`);
    }
    const archs: UpdateArch[] = arch === 'universal' ? ['x64', 'arm64'] : [arch as UpdateArch];
    return [{ name, system, archs }];
  });
}

async function manifestFor(
  order: ReleaseOrder,
  name: string,
  platform: UpdatePlatform,
  arch: UpdateArch,
): Promise<UpdateManifest> {
  const path = join(order.from, name);
  const manifest = updateManifestSchema.safeParse({
    product: 'wardline',
    channel: order.channel,
    platform,
    arch,
    version: order.version,
    issuedAt: order.issuedAt.toISOString(),
    rolloutPercent: order.percent,
    withdrawn: order.withdraw,
    files: [
      { name, bytes: (await stat(path)).size, sha512: await digestOf(path, 'sha512', 'base64') },
    ],
  });
  if (manifest.success) return manifest.data;
  const paths = manifest.error.issues.map((issue) => issue.path.join('.'));
  throw new WrongUseError(`That makes no release: ${paths.join(', ')}.`);
}

async function placeFile(from: string, to: string): Promise<void> {
  await copyFile(from, `${to}.new`);
  await rename(`${to}.new`, to);
}

/** Between the two renames the old manifest stands with the new signature, which nobody believes. */
async function writeSigned(path: string, manifest: UpdateManifest, key: KeyObject): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(`${path}.sig.new`, `${sign(null, Buffer.from(text), key).toString('base64')}\n`);
  await writeFile(`${path}.new`, text);
  await rename(`${path}.sig.new`, `${path}.sig`);
  await rename(`${path}.new`, path);
}
