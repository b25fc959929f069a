import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readPublicKeys } from '../../../build/desktop/package.ts';
import { runPackaging, runRelease } from '../../../build/desktop/run-packaging.ts';

let folder: string;
let said: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardline-order-'));
  said = '';
  vi.spyOn(console, 'error').mockImplementation((line: string) => {
    said += `${line}\n`;
  });
  for (const name of Object.keys(process.env)) {
    if (/^(WARDLINE_SIGN_|WARDLINE_UPDATE_|APPLE_|AZURE_)/.test(name)) vi.stubEnv(name, undefined);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const out = (): string => join(folder, 'made');

describe('a signed build without keys', () => {
  it.each([
    [['--linux', 'deb'], 'WARDLINE_SIGN_GPG_KEY'],
    [['--mac', 'dmg', '--arch', 'universal'], 'WARDLINE_SIGN_GPG_KEY'],
    [['--win', 'msi'], 'WARDLINE_SIGN_WINDOWS_CERTIFICATE'],
  ])('%j is refused before anything is built, by what is missing', async (args, name) => {
    if (args[0] === '--win') vi.stubEnv('WARDLINE_SIGN_GPG_KEY', 'x');
    expect(await runPackaging([...args, '--signed', '--out', out()])).toBe(78);
    expect(said).toContain(name);
    expect(said).toContain('Nothing was made.');
    expect(existsSync(out())).toBe(false);
  });

  it('that would update itself needs to know whom to believe', async () => {
    vi.stubEnv('WARDLINE_SIGN_GPG_KEY', 'x');
    expect(await runPackaging(['--linux', 'AppImage', '--signed', '--out', out()])).toBe(78);
    expect(said).toContain('WARDLINE_UPDATE_PUBLIC_KEYS');
  });

  it('or one that is misspelt is told how it is ordered', async () => {
    expect(await runPackaging(['--windows', 'msi'])).toBe(64);
    expect(said).toContain('usage: npm run package');
  });
});

describe('a release without its key', () => {
  it('is refused by the name of what is missing', async () => {
    expect(await runRelease(['--from', folder, '--to', out()])).toBe(78);
    expect(said).toContain('WARDLINE_UPDATE_PRIVATE_KEY');
  });
});

describe('a release that cannot be read or written', () => {
  const version = '1.3.0';
  beforeEach(() => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const key = join(folder, 'update.pem');
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    vi.stubEnv('WARDLINE_UPDATE_PRIVATE_KEY', key);
    writeFileSync(join(folder, `wardline-${version}-linux-x64.AppImage`), 'a program');
  });
  const ordered = (from: string, to: string) =>
    runRelease(['--from', from, '--to', to, '--version', version]);

  it('is told in words', async () => {
    expect(await ordered(join(folder, 'none'), out())).toBe(64);
    expect(said).toContain('--from is no folder to read: ENOENT');
    writeFileSync(out(), 'a file');
    expect(await ordered(folder, out())).toBe(74);
    expect(said).toContain('could not be read or written');
    vi.stubEnv('WARDLINE_UPDATE_PUBLIC_KEYS', folder);
    expect(await ordered(folder, out())).toBe(78);
    expect(said).toContain('has to hold public Ed25519 keys');
  });
});

describe('the keys that go into a program', () => {
  const pem = (type: 'ed25519' | 'rsa'): string => {
    const { publicKey } =
      type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ed25519');
    return publicKey.export({ type: 'spki', format: 'pem' }).toString();
  };
  const file = (...texts: string[]): string => {
    const path = join(folder, 'keys.pem');
    writeFileSync(path, texts.join(''));
    return path;
  };

  it('may be several, while one is being changed', () => {
    expect(readPublicKeys(file(pem('ed25519'), pem('ed25519')))).toHaveLength(2);
  });

  it('are Ed25519, and there is one', () => {
    const broken = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n';
    const texts = [[''], [pem('ed25519'), pem('rsa')], [pem('ed25519'), broken]];
    for (const each of texts) expect(() => readPublicKeys(file(...each))).toThrow(/Ed25519/);
    for (const path of [join(folder, 'none.pem'), folder]) {
      expect(() => readPublicKeys(path)).toThrow(/Ed25519/);
    }
  });
});
