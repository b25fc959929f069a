import type { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { MissingKeysError, type Signing, type WindowsSigning } from './signing.ts';
import { isSignedFile, signDetached } from './sums.ts';

type CertificateSigning = Extract<WindowsSigning, { kind: 'certificate' }>;

/**
 * Has each key that lies on this machine do its work once, before an hour of building: a name that
 * stands in the environment need not be a key in the keyring, nor a password the right one. Keys of
 * Apple and Azure are proved by electron-builder, which then keeps nothing.
 * @param now what a certificate has to be valid at
 * @throws MissingKeysError
 */
export async function proveKeys(
  { gpgKey, windows }: Signing,
  now: Date = new Date(),
): Promise<void> {
  if (gpgKey !== null) await proveGpgKey(gpgKey);
  if (windows?.kind === 'certificate') await proveCertificate(windows, now);
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

async function proveCertificate(signing: CertificateSigning, now: Date): Promise<void> {
  const { file } = signing;
  const certificate = certificateIn(file, signing.password, await readCertificate(file));
  if (certificate === null) return;
  const fault = faultOf(certificate, signing.publisher, now);
  if (fault !== null) throw new MissingKeysError(`The certificate in ${file} ${fault}.`);
}

async function readCertificate(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new MissingKeysError(`${file} cannot be read: ${(error as Error).message}.`);
  }
}

/** Null: a file in the cipher of older Windows, which osslsigncode reads and Node does not. */
function certificateIn(file: string, passphrase: string, pfx: Buffer): X509Certificate | null {
  const wrong = (why: string): MissingKeysError =>
    new MissingKeysError(
      `${file} does not open with WARDLINE_SIGN_WINDOWS_PASSWORD, or is no PKCS #12: ${why}.`,
    );
  let secureContext: SecureContext;
  try {
    secureContext = createSecureContext({ pfx, passphrase });
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith('Unsupported')) return null;
    throw wrong(message);
  }
  // Nothing is sent: only an end of a line tells what certificate it would show.
  const end = new TLSSocket(new PassThrough(), { isServer: true, secureContext });
  const certificate = end.getX509Certificate();
  end.destroy();
  if (certificate === undefined) throw wrong('it has no certificate with its key');
  return certificate;
}

const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';

/** Why Windows, or the updater of a desk, would not take what it signs. Null: they would. */
function faultOf(certificate: X509Certificate, publisher: string, now: Date): string | null {
  const { validFromDate, validToDate } = certificate;
  // Without a list of uses it is for all of them.
  const uses = certificate.keyUsage as string[] | undefined;
  if (now < validFromDate) return `is not valid before ${validFromDate.toISOString()}`;
  if (now > validToDate) return `has expired, on ${validToDate.toISOString()}`;
  if (uses !== undefined && !uses.includes(CODE_SIGNING)) return 'is not for code signing';
  if (isOf(certificate, publisher)) return null;
  const subject = certificate.subject.replaceAll('\n', ', ');
  return `is of ${subject}, which is not ${publisher} (WARDLINE_SIGN_WINDOWS_PUBLISHER)`;
}

/** As electron-updater will compare: by the common name, or by each part of a name with parts. */
function isOf(certificate: X509Certificate, publisher: string): boolean {
  const { subject } = certificate.toLegacyObject();
  const parts = publisher.includes('=')
    ? publisher.split(/, *(?=[A-Za-z]+=)/)
    : [`CN=${publisher}`];
  return parts.every((part) => {
    const [, key = '', value = ''] = /^([A-Za-z]+)="?(.*?)"?$/.exec(part) ?? [];
    return Object.entries(subject).some(([name, is]) => name === key && is === value);
  });
}
