import { execFile } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { WindowsSigning } from './signing.ts';

const run = promisify(execFile);

/**
 * Signs one program or installer of Windows in place, with `osslsigncode`, where there is no
 * signtool. The password goes by a file that only we can read: a list of processes shows arguments.
 * @throws when it cannot be signed; the file is then as it was
 */
export async function signWindowsFile(
  path: string,
  signing: Extract<WindowsSigning, { kind: 'certificate' }>,
): Promise<void> {
  const secrets = await mkdtemp(join(tmpdir(), 'wardline-sign-'));
  const signed = `${path}.signed`;
  const stamp = signing.timestamp === null ? [] : ['-ts', signing.timestamp];
  try {
    const password = join(secrets, 'password');
    await writeFile(password, signing.password, { mode: 0o600 });
    await run('osslsigncode', [
      ...['sign', '-pkcs12', signing.file, '-readpass', password],
      ...['-h', 'sha256', '-n', 'Wardline', ...stamp],
      ...['-in', path, '-out', signed],
    ]);
    await rename(signed, path);
  } finally {
    await rm(secrets, { recursive: true, force: true });
    await rm(signed, { force: true });
  }
}
