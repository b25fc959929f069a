import { type KeyObject, verify } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { compareVersions, updateManifestSchema } from '../../src-shared/ipc/update-manifest.ts';
import { WrongUseError } from './package-order.ts';

const lastSchema = updateManifestSchema
  .pick({ version: true, issuedAt: true, withdrawn: true })
  .strip();
/** What a release has to know of the one before it. */
export type LastList = z.infer<typeof lastSchema>;

/**
 * The list that desks have from `path` now; null: none yet. One that no key signed which desks are
 * known to believe is not passed over: it may be of a key that is being changed, and desks listen to
 * nothing older than it. After a release that was cut short it is the one that its signature is over.
 * @param believed public keys
 * @throws WrongUseError
 */
export async function lastList(
  path: string,
  believed: readonly KeyObject[],
): Promise<LastList | null> {
  if (!existsSync(path)) return null;
  const read = (name: string) => readFile(name, 'utf8').catch(() => '');
  const signature = Buffer.from((await read(`${path}.sig`)).trim(), 'base64');
  for (const text of [await read(path), await read(`${path}.new`)]) {
    const isBelieved = believed.some((key) => verify(null, Buffer.from(text), key, signature));
    if (isBelieved) return lastSchema.parse(JSON.parse(text));
  }
  throw new WrongUseError(
    `${path} is signed by no key that is known here. Name those that desks believe in ` +
      'WARDLINE_UPDATE_PUBLIC_KEYS, or remove that list where no desk has ever believed it.',
  );
}

/**
 * Whether `version` may follow: back only from what is withdrawn, and not to what was.
 * @throws WrongUseError
 */
export function requireFollows(
  { version, withdraw }: { readonly version: string; readonly withdraw: readonly string[] },
  last: LastList,
): void {
  if (compareVersions(version, last.version) < 0 && !withdraw.includes(last.version)) {
    throw new WrongUseError(
      `${last.version} is released there: no desk goes back to ${version} without --withdraw ${last.version}.`,
    );
  }
  if (last.withdrawn.includes(version)) {
    throw new WrongUseError(
      `${version} was withdrawn there: what replaces it needs a version of its own.`,
    );
  }
}

/**
 * What is withdrawn now: a withdrawal holds until a version above it replaces it, for who runs that
 * one takes the newer.
 */
export function withdrawnBy(
  { version, withdraw }: { readonly version: string; readonly withdraw: readonly string[] },
  last: LastList | null,
): string[] {
  const kept = (last?.withdrawn ?? []).filter((each) => compareVersions(each, version) > 0);
  return [...new Set([...kept, ...withdraw])];
}
