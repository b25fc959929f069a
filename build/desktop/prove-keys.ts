import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { MissingKeysError, type Signing } from './signing.ts';
import { isSignedFile, signDetached } from './sums.ts';

/**
 * Has each key that lies on this machine do its work once, before an hour of building: a name that
 * stands in the environment need not be a key in the keyring, nor a password the right one. Keys of
 * Apple and Azure are proved by electron-builder, which then keeps nothing.
 * @throws MissingKeysError
 */
export async function proveKeys({ gpgKey, windows }: Signing): Promise<void> {
  if (gpgKey !== null) await proveGpgKey(gpgKey);
  if (windows?.kind === 'certificate') await proveCertificate(windows.file, windows.password);
}

async function proveGpgKey(gpgKey: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wardline-trial-'));
  const trial = join(folder, 'trial');
  try {
    await writeFile(trial, 'a trial');
    await signDetached(trial, gpgKey);
    if (!(await isSignedFile(trial))) throw new Error('its signature does not verify');
  } catch (error) {
    throw new MissingKeysError(
      `gpg cannot sign with the key ${gpgKey} (WARDLINE_SIGN_GPG_KEY): ${reasonOf(error)}.`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** gpg's own words, which say whether there is no such key, or it has expired. */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const [line = message] = (stderr ?? '').split('\n').filter((each) => each !== '');
  return line.replace(/^gpg: /, '').replace(/\.$/, '');
}

async function proveCertificate(file: string, password: string): Promise<void> {
  const pfx = await readFile(file);
  try {
    createSecureContext({ pfx, passphrase: password });
  } catch (error) {
    const { message } = error as Error;
    // A file in the cipher of older Windows: osslsigncode reads it, Node does not.
    if (message.startsWith('Unsupported')) return;
    throw new MissingKeysError(
      `${file} does not open with WARDLINE_SIGN_WINDOWS_PASSWORD, or is no PKCS #12: ${message}.`,
    );
  }
}
