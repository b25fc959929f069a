import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { BadPackageError } from './bad-package.ts';

const run = promisify(execFile);

const SUMS = 'SHA256SUMS';
const ELSEWHERE = 'Have the new ones put elsewhere, or remove the old ones.';

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
 * are still in `output`, where these go, stay: each is the artifact that its line says, read anew.
 * @param isSigned the sums will be signed: then those that stay have to be signed as well. Sums that will
 * not be never replace signed ones, over which a signature would be left that no longer verifies.
 * @returns its path
 * @throws BadPackageError where what is in `output` is not what its sums say
 */
export async function writeSums(
  paths: readonly string[],
  output: string,
  isSigned = false,
): Promise<string> {
  if (!isSigned && existsSync(join(output, `${SUMS}.asc`))) {
    throw new BadPackageError(
      `${output} has a signed ${SUMS}, which something unsigned would break. ${ELSEWHERE}`,
    );
  }
  const file = join(dirname(paths[0] ?? '.'), SUMS);
  const lines = await earlierLines(output, new Set(paths.map((path) => basename(path))), isSigned);
  for (const path of paths) {
    const name = basename(path);
    lines.set(name, `${await digestOf(path, 'sha256', 'hex')}  ${name}`);
  }
  const sorted = [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => `${line}\n`);
  await writeFile(file, sorted.join(''));
  return file;
}

async function earlierLines(
  output: string,
  replaced: ReadonlySet<string>,
  isSigned: boolean,
): Promise<Map<string, string>> {
  const file = join(output, SUMS);
  const before = await readFile(file, 'utf8').catch(() => '');
  const kept = new Map<string, string>();
  for (const line of before.split('\n')) {
    const [, digest, name = ''] = /^([0-9a-f]{64}) {2}([^/]+)$/.exec(line) ?? [];
    const path = join(output, name);
    if (name === '' || replaced.has(name) || !existsSync(path)) continue;
    if ((await digestOf(path, 'sha256', 'hex')) !== digest) {
      throw new BadPackageError(`${path} is not what ${SUMS} beside it says. ${ELSEWHERE}`);
    }
    kept.set(name, line);
  }
  if (isSigned && kept.size > 0 && !(await isSignedFile(file))) {
    throw new BadPackageError(`${file} has no signature that verifies. ${ELSEWHERE}`);
  }
  return kept;
}

/** Whether `path.asc` is a good signature of it, by any key that `gpg` knows. */
export async function isSignedFile(path: string): Promise<boolean> {
  try {
    await run('gpg', ['--batch', '--verify', `${path}.asc`, path]);
    return true;
  } catch {
    return false;
  }
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
