import { execFile } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { WindowsSigning } from './signing.ts';

const run = promisify(execFile);

/**
 * Signs one program or installer of Windows in place, with `osslsigncode`, which runs on every
 * system that we build on. The password goes by standard input, where no list of processes shows it.
 * @throws when it cannot be signed; the file is then as it was
 */
export async function signWindowsFile(
  path: string,
  signing: Extract<WindowsSigning, { kind: 'certificate' }>,
): Promise<void> {
  const signed = `${path}.signed`;
  const stamp = signing.timestamp === null ? [] : ['-ts', signing.timestamp];
  const child = run('osslsigncode', [
    'sign',
    ...['-pkcs12', signing.file, '-readpass', '/dev/stdin'],
    ...['-h', 'sha256', '-n', 'Wardline', ...stamp],
    ...['-in', path, '-out', signed],
  ]);
  child.child.stdin?.end(signing.password);
  try {
    await child;
    await rename(signed, path);
  } finally {
    await rm(signed, { force: true });
  }
}
