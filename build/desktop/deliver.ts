import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { signDetached, writeSums } from './sums.ts';
import type { System } from './target.ts';

export interface Delivery {
  readonly system: System;
  /** Artifacts and bill of materials, all in one folder of their own. */
  readonly files: readonly string[];
  /** Null: nothing is signed, and the names say so. */
  readonly gpgKey: string | null;
  /** Where they were wanted. */
  readonly output: string;
}

/**
 * Makes sums and signatures beside the files, and only then puts all of it where it was wanted: what
 * lies there under the name of something signed is signed. Where any of it fails, nothing is put there.
 * @returns the paths of what was put there
 * @throws BadPackageError where earlier sums of that folder cannot be vouched for, or are signed and these
 * would not be
 */
export async function deliver({ system, files, gpgKey, output }: Delivery): Promise<string[]> {
  const sums = await writeSums(files, output, gpgKey !== null);
  const made = [...files];
  if (gpgKey !== null) {
    const signed = system === 'linux' ? [...files, sums] : [sums];
    for (const path of signed) made.push(await signDetached(path, gpgKey));
  }
  made.push(sums);
  return putAll(made, output);
}

async function putAll(paths: readonly string[], output: string): Promise<string[]> {
  await mkdir(output, { recursive: true });
  const placed = paths.map((path) => join(output, basename(path)));
  const unfinished = (path: string): string => `${path}.new`;
  try {
    for (const [index, to] of placed.entries()) await cp(paths[index] ?? '', unfinished(to));
    for (const to of placed) await rename(unfinished(to), to);
  } catch (error) {
    for (const to of placed) await rm(unfinished(to), { force: true });
    throw error;
  }
  return placed;
}
