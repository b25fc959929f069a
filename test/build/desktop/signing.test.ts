import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { builderConfig } from '../../../build/desktop/builder-config.ts';
import { deliver } from '../../../build/desktop/deliver.ts';
import { proveKeys } from '../../../build/desktop/prove-keys.ts';
import { runPackaging } from '../../../build/desktop/run-packaging.ts';
import { signWindowsFile } from '../../../build/desktop/sign-windows.ts';
import { signingFor, UNSIGNED } from '../../../build/desktop/signing.ts';
import { signDetached, writeSums } from '../../../build/desktop/sums.ts';
import { smallPe } from './support/small-pe.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardline-signing-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Exit code 0. */
function succeeds(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): boolean {
  try {
    execFileSync(command, args, { env, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** One byte of it is another. */
function tamper(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}

describe('a signed build is refused', () => {
  it.each([
    ['linux', {}, ['WARDLINE_SIGN_GPG_KEY']],
    ['mac', { WARDLINE_SIGN_GPG_KEY: 'x' }, ['WARDLINE_SIGN_APPLE_IDENTITY', 'APPLE_API_KEY']],
    ['win', { WARDLINE_SIGN_GPG_KEY: 'x' }, ['WARDLINE_SIGN_WINDOWS_CERTIFICATE']],
    [
      'win',
      { WARDLINE_SIGN_GPG_KEY: 'x', WARDLINE_SIGN_AZURE_ACCOUNT: 'a' },
      ['WARDLINE_SIGN_AZURE_ENDPOINT', 'AZURE_CLIENT_SECRET'],
    ],
  ] as const)(
    'for %s with the keys %j only, by the names of those missing',
    (system, env, names) => {
      const refused = (): unknown => signingFor(system, env);
      expect(refused).toThrow(expect.objectContaining({ name: 'MissingKeysError' }) as Error);
      for (const name of names) expect(refused).toThrow(name);
    },
  );

  it('with a certificate that is not there', () => {
    const env = {
      WARDLINE_SIGN_GPG_KEY: 'x',
      WARDLINE_SIGN_WINDOWS_CERTIFICATE: join(folder, 'none.p12'),
      WARDLINE_SIGN_WINDOWS_PASSWORD: '',
      WARDLINE_SIGN_WINDOWS_PUBLISHER: 'A Hospital',
    };
    expect(() => signingFor('win', env)).toThrow('There is no certificate');
  });
});

describe('an artifact for Linux, signed with a throw-away GPG key', () => {
  let home: string;
  let artifact: string;
  const before = process.env['GNUPGHOME'];
  const key = 'throw-away@wardline.example';

  beforeAll(async () => {
    // Short, for the socket of gpg's agent.
    home = mkdtempSync(join(tmpdir(), 'wl-gpg-'));
    process.env['GNUPGHOME'] = home;
    execFileSync(
      'gpg',
      ['--batch', '--passphrase', '', '--quick-generate-key', key, 'ed25519', 'sign', '1d'],
      { stdio: 'pipe' },
    );
    artifact = join(folder, 'wardline-1.2.3-linux-x64.tar.gz');
    writeFileSync(artifact, randomBytes(4096));
    const sums = await writeSums([artifact], folder);
    await signDetached(artifact, key);
    await signDetached(sums, key);
  });
  afterAll(() => {
    succeeds('gpgconf', ['--kill', 'gpg-agent']);
    rmSync(home, { recursive: true, force: true });
    if (before === undefined) delete process.env['GNUPGHOME'];
    else process.env['GNUPGHOME'] = before;
  });

  const verifies = (path: string) => succeeds('gpg', ['--batch', '--verify', `${path}.asc`, path]);
  const sumsHold = () =>
    succeeds('sh', ['-c', `cd '${folder}' && sha256sum --check --strict SHA256SUMS`]);

  it('verifies, and so do its sums', () => {
    expect(verifies(artifact)).toBe(true);
    expect(verifies(join(folder, 'SHA256SUMS'))).toBe(true);
    expect(sumsHold()).toBe(true);
  });

  /** As a packaging run has made them, where nobody looks. */
  function made(name: string): string {
    const path = join(mkdtempSync(join(folder, 'made-')), name);
    writeFileSync(path, name);
    return path;
  }

  it('is put where it was wanted with its signature, and only so', async () => {
    const output = join(folder, 'wanted');
    const deliverOne = (name: string, gpgKey: string) =>
      deliver({ system: 'linux', files: [made(name)], gpgKey, output });
    await expect(deliverOne('first.deb', 'nobody@wardline.example')).rejects.toThrow();
    expect(existsSync(output)).toBe(false);
    await deliverOne('first.deb', key);
    await deliverOne('second.rpm', key);
    const names = ['SHA256SUMS', 'first.deb', 'second.rpm'];
    expect(readdirSync(output)).toEqual(names.flatMap((name) => [name, `${name}.asc`]));
    for (const name of names) expect(verifies(join(output, name))).toBe(true);
    // What is unsigned would leave a signature that verifies no more.
    const unsigned = {
      system: 'linux',
      files: [made('other-unsigned.deb')],
      gpgKey: null,
    } as const;
    await expect(deliver({ ...unsigned, output })).rejects.toThrow(/signed SHA256SUMS/);
    expect(readdirSync(output)).not.toContain('other-unsigned.deb');
    expect(verifies(join(output, 'SHA256SUMS'))).toBe(true);
    // Lines that somebody has put there are not signed along.
    tamper(join(output, 'SHA256SUMS.asc'), 60);
    await expect(deliverOne('third.deb', key)).rejects.toThrow(/no signature that verifies/);
    expect(readdirSync(output)).not.toContain('third.deb');
  });

  it('is not even built where the key that is named is not in the keyring', async () => {
    const output = join(folder, 'not-built');
    vi.stubEnv('WARDLINE_SIGN_GPG_KEY', 'nobody@wardline.example');
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    try {
      expect(await runPackaging(['--linux', 'tar.gz', '--signed', '--out', output])).toBe(78);
      expect(said.mock.calls.join('\n')).toMatch(
        /cannot sign with the key nobody@.*No secret key.* Nothing was made\./,
      );
      expect(existsSync(output)).toBe(false);
    } finally {
      vi.unstubAllEnvs();
      said.mockRestore();
    }
  });

  it('does not verify once a byte of it is another', () => {
    tamper(artifact, 2048);
    expect(verifies(artifact)).toBe(false);
    expect(sumsHold()).toBe(false);
    tamper(join(folder, 'SHA256SUMS'), 3);
    expect(verifies(join(folder, 'SHA256SUMS'))).toBe(false);
  });
});

describe('the sums', () => {
  it('are of all artifacts of a folder, and no more of those that are gone', async () => {
    const own = mkdtempSync(join(folder, 'sums-'));
    const [first, second] = [join(own, 'first.deb'), join(own, 'second.rpm')];
    writeFileSync(first, 'first');
    writeFileSync(second, 'second');
    await writeSums([first], own);
    const sums = await writeSums([second], own);
    expect(readFileSync(sums, 'utf8')).toMatch(
      /^[0-9a-f]{64} {2}first\.deb\n[0-9a-f]{64} {2}second\.rpm\n$/,
    );
    rmSync(first);
    await writeSums([second], own);
    expect(readFileSync(sums, 'utf8')).toMatch(/^[0-9a-f]{64} {2}second\.rpm\n$/);
  });

  it('do not vouch for what has changed since they were made', async () => {
    const own = mkdtempSync(join(folder, 'sums-'));
    const [first, second] = [join(own, 'first.deb'), join(own, 'second.rpm')];
    writeFileSync(first, 'first');
    writeFileSync(second, 'second');
    const before = readFileSync(await writeSums([first], own), 'utf8');
    tamper(first, 0);
    await expect(writeSums([second], own)).rejects.toThrow(/first\.deb is not what SHA256SUMS/);
    expect(readFileSync(join(own, 'SHA256SUMS'), 'utf8')).toBe(before);
  });
});

describe('a program for Windows, signed with a throw-away certificate', () => {
  const password = 'a throw-away password';
  const inFolder = (name: string): string => join(folder, name);

  /** `NAME.p12`, made by openssl with these arguments besides. */
  function certificate(name: string, ...args: string[]): void {
    const openssl = (...all: string[]) => execFileSync('openssl', all, { stdio: 'pipe' });
    const [key, pem] = [inFolder(`${name}-key.pem`), inFolder(`${name}.pem`)];
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=A Hospital'],
      ...['-keyout', key, '-out', pem, ...args],
    );
    const out = ['-inkey', key, '-in', pem, '-out', inFolder(`${name}.p12`)];
    openssl('pkcs12', '-export', '-passout', `pass:${password}`, ...out);
  }

  beforeAll(async () => {
    certificate('code', '-days', '1', '-addext', 'extendedKeyUsage=codeSigning');
    writeFileSync(inFolder('Wardline.exe'), smallPe());
    await hook()({ path: inFolder('Wardline.exe') });
  });

  /** What electron-builder is told to sign each file with. */
  function hook(): (task: { path: string }) => Promise<void> {
    const config = builderConfig({
      system: 'win',
      arch: 'x64',
      version: '1.2.3',
      signing: {
        ...UNSIGNED,
        windows: {
          kind: 'certificate',
          file: inFolder('code.p12'),
          password,
          timestamp: null,
          publisher: 'A Hospital',
        },
      },
      isForTests: false,
      folder: { app: folder, sqlite: folder },
      icons: { linux: folder, windows: folder, mac: folder },
      output: folder,
      electron: null,
    });
    const sign = config.win?.signtoolOptions?.sign;
    if (typeof sign !== 'function') throw new Error('there is no hook');
    return sign as (task: { path: string }) => Promise<void>;
  }

  const verifies = (name: string) =>
    succeeds('osslsigncode', [
      ...['verify', '-CAfile', inFolder('code.pem'), '-in', inFolder(name)],
    ]);

  it('verifies', () => {
    expect(verifies('Wardline.exe')).toBe(true);
  });

  it('does not verify once a byte of its code is another, or without a signature', () => {
    writeFileSync(inFolder('unsigned.exe'), smallPe());
    expect(verifies('unsigned.exe')).toBe(false);
    tamper(inFolder('Wardline.exe'), 0x210);
    expect(verifies('Wardline.exe')).toBe(false);
  });

  it('is not begun where the certificate does not open, or is not one to sign this with', async () => {
    const prove = (
      name: string,
      given = password,
      publisher = 'A Hospital',
      now: Date | undefined = undefined,
    ) => {
      const windows = {
        kind: 'certificate',
        file: inFolder(name),
        password: given,
        timestamp: null,
        publisher,
      } as const;
      return proveKeys({ ...UNSIGNED, windows }, now);
    };
    const at = (year: number) =>
      prove('code.p12', password, 'A Hospital', new Date(Date.UTC(year, 0)));
    certificate('server', '-days', '1', '-addext', 'extendedKeyUsage=serverAuth');
    await prove('code.p12');
    await prove('code.p12', password, 'CN="A Hospital"');
    for (const [proof, why] of [
      [() => prove('code.p12', 'another'), /does not open/],
      [() => prove('.'), /cannot be read/],
      [() => prove('server.p12'), /not for code signing/],
      [() => at(2099), /has expired, on 20/],
      [() => at(2001), /is not valid before 20/],
      [() => prove('code.p12', password, 'B Hospital'), /of CN=A Hospital, .* B Hospital/],
      [() => prove('code.p12', password, 'CN=A Hospital, O=B'), /not CN=A Hospital, O=B/],
    ] as const) {
      await expect(proof()).rejects.toThrow(
        expect.objectContaining({
          name: 'MissingKeysError',
          message: expect.stringMatching(why) as string,
        }) as Error,
      );
    }
  });

  it('stays as it was where the password is wrong', async () => {
    writeFileSync(inFolder('other.exe'), smallPe());
    const signing = signWindowsFile(inFolder('other.exe'), {
      kind: 'certificate',
      file: inFolder('code.p12'),
      password: 'another',
      timestamp: null,
      publisher: 'A Hospital',
    });
    await expect(signing).rejects.toThrow();
    expect(readFileSync(inFolder('other.exe')).equals(smallPe())).toBe(true);
  });
});
