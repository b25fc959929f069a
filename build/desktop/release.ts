import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CHANNELS_OF_UPDATES, updateChannelSchema } from '../../src-shared/ipc/build-facts.ts';
import {
  manifestPath,
  type UpdateArch,
  type UpdateManifest,
  updateManifestSchema,
  type UpdatePlatform,
} from '../../src-shared/ipc/update-manifest.ts';
import { lastList, type LastList, requireFollows, withdrawnBy } from './last-list.ts';
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
 * @param others public keys that desks believe besides, while the key is being changed
 * @returns paths of the manifests
 * @throws WrongUseError where there is nothing to release, something unsigned or made for tests, a
 * version that is there already with other bytes, one that may not follow the last, or a withdrawal
 * of what never was released; nothing has changed then
 */
export async function release(
  order: ReleaseOrder,
  key: KeyObject,
  others: readonly KeyObject[] = [],
): Promise<string[]> {
  const believed = [createPublicKey(key), ...others];
  const found = await artifactsIn(order.from, order.version);
  if (found.length === 0) {
    throw new WrongUseError(
      `${order.from} has nothing of version ${order.version} that updates itself.`,
    );
  }
  if (order.withdraw.includes(order.version)) {
    throw new WrongUseError(`${order.version} cannot be released and withdrawn at once.`);
  }
  for (const { name } of found) await requireSame(order, name);
  const manifests: UpdateManifest[] = [];
  for (const { name, system, archs } of found) {
    for (const arch of archs) {
      manifests.push(await manifestFor(order, believed, name, platforms[system], arch));
    }
  }
  await mkdir(join(order.to, order.channel), { recursive: true });
  for (const { name } of found) {
    await placeFile(join(order.from, name), join(order.to, order.channel, name));
  }
  const paths = manifests.map((manifest) => join(order.to, manifestPath(manifest)));
  for (const [index, manifest] of manifests.entries()) {
    await writeSigned(paths[index] ?? '', manifest, key);
  }
  return paths;
}

/** Reads the order of the command line. @throws WrongUseError */
export function readReleaseOrder(args: readonly string[], version: string): ReleaseOrder {
  const { values } = parse(args);
  const { from, to } = values;
  if (from === undefined || to === undefined) throw new WrongUseError('From where to where?');
  const percent = /^\d{1,3}$/.test(values.percent ?? '100') ? Number(values.percent ?? '100') : NaN;
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
  const key = await privateKeyIn(path);
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new MissingKeysError(
      `${path} (WARDLINE_UPDATE_PRIVATE_KEY) is no file with a private Ed25519 key in PEM.`,
    );
  }
  return key;
}

/** Null: there is no such file, or no key in it. */
async function privateKeyIn(path: string): Promise<KeyObject | null> {
  try {
    return createPrivateKey(await readFile(path));
  } catch {
    return null;
  }
}

interface Artifact {
  readonly name: string;
  readonly system: System;
  readonly archs: readonly UpdateArch[];
}

async function artifactsIn(folder: string, version: string): Promise<Artifact[]> {
  const pattern =
    /^wardline-(\d+\.\d+\.\d+)-(linux|mac|win)-(x64|arm64|universal)(-[a-z-]+)?(\.\w+)$/;
  const names = await readdir(folder).catch((error: unknown) => {
    throw new WrongUseError(`--from is no folder to read: ${(error as Error).message}.`);
  });
  return names.sort().flatMap((name) => {
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

/** A version is one and the same for everybody who ever took it. */
async function requireSame(order: ReleaseOrder, name: string): Promise<void> {
  const wanted = await digestOf(join(order.from, name), 'sha512', 'hex');
  for (const channel of CHANNELS_OF_UPDATES) {
    const path = join(order.to, channel, name);
    if (!existsSync(path) || (await digestOf(path, 'sha512', 'hex')) === wanted) continue;
    throw new WrongUseError(
      `${path} is there with other bytes: another build needs its own version.`,
    );
  }
}

/**
 * Now, and always after the last list of this channel: desks do not listen to an older one, so that
 * a clock that was ahead once would otherwise silence all releases until its time has come.
 */
function issuedAfter(last: LastList | null, now: Date): string {
  const before = last === null ? 0 : Date.parse(last.issuedAt);
  return new Date(Math.max(now.getTime(), before + 1)).toISOString();
}

/** A withdrawal that is misspelt withdraws nothing, and nobody would see it. */
async function requireReleased(order: ReleaseOrder, last: LastList | null): Promise<void> {
  const known = new Set([last?.version, ...(last?.withdrawn ?? [])]);
  for (const channel of CHANNELS_OF_UPDATES) {
    for (const name of await readdir(join(order.to, channel)).catch(() => [])) {
      known.add(/^wardline-(\d+\.\d+\.\d+)-/.exec(name)?.[1]);
    }
  }
  const unknown = order.withdraw.filter((version) => !known.has(version));
  if (unknown.length === 0) return;
  throw new WrongUseError(
    `Nothing in ${order.to} says that ${unknown.join(', ')} was ever released: what is to be withdrawn?`,
  );
}

async function manifestFor(
  order: ReleaseOrder,
  believed: readonly KeyObject[],
  name: string,
  platform: UpdatePlatform,
  arch: UpdateArch,
): Promise<UpdateManifest> {
  const path = join(order.from, name);
  const { channel } = order;
  const last = await lastList(join(order.to, manifestPath({ channel, platform, arch })), believed);
  if (last !== null) requireFollows(order, last);
  const manifest = updateManifestSchema.safeParse({
    product: 'wardline',
    channel,
    platform,
    arch,
    version: order.version,
    issuedAt: issuedAfter(last, order.issuedAt),
    rolloutPercent: order.percent,
    withdrawn: withdrawnBy(order, last),
    files: [
      { name, bytes: (await stat(path)).size, sha512: await digestOf(path, 'sha512', 'base64') },
    ],
  });
  if (manifest.success) {
    await requireReleased(order, last);
    return manifest.data;
  }
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
