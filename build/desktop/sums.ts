import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const SUMS = 'SHA256SUMS';

export async function digestOf(
  path: string,
  algorithm: 'sha256' | 'sha512',
  encoding: 'hex' | 'base64',
): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest(encoding);
}

/**
 * Writes, beside the artifacts, a file that `sha256sum --check` reads. Lines of other artifacts that
 * are still there stay.
 * @returns its path
 */
export async function writeSums(paths: readonly string[]): Promise<string> {
  const file = join(dirname(paths[0] ?? '.'), SUMS);
  const before = await readFile(file, 'utf8').catch(() => '');
  const lines = new Map(
    before
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(66), line] as const)
      .filter(([name]) => existsSync(join(dirname(file), name))),
  );
  for (const path of paths) {
    const name = basename(path);
    lines.set(name, `${await digestOf(path, 'sha256', 'hex')}  ${name}`);
  }
  const sorted = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => `${line}\n`);
  await writeFile(file, sorted.join(''));
  return file;
}

/** Makes `path.asc`, a detached signature, with a key of the keyring that `gpg` uses. */
export async function signDetached(path: string, gpgKey: string): Promise<string> {
  const signature = `${path}.asc`;
  await rm(signature, { force: true });
  await run('gpg', [
    ...['--batch', '--yes', '--armor', '--detach-sign', '--digest-algo', 'SHA512'],
    ...['--local-user', gpgKey, '--output', signature, path],
  ]);
  return signature;
}
