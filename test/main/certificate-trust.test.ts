import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authoritiesIn,
  isVouchedFor,
  trustBesides,
} from '../../src-main/updates/certificate-trust.ts';

let folder: string;
const pem = (name: string): string => readFileSync(join(folder, `${name}.pem`), 'utf8');
const openssl = (...args: string[]): void => {
  execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
};

/** Makes `name.pem`, issued by `by`, or by itself. */
function make(name: string, extensions: string, by: string = name): void {
  writeFileSync(join(folder, `${name}.ext`), extensions);
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`];
  openssl('req', '-new', ...key, '-subj', `/CN=${name}`, '-out', `${name}.csr`);
  const issuer =
    by === name
      ? ['-signkey', `${name}.key`]
      : ['-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-CAcreateserial'];
  openssl(
    ...['x509', '-req', '-days', '30', '-in', `${name}.csr`, '-out', `${name}.pem`],
    ...['-extfile', `${name}.ext`, ...issuer],
  );
}

const AUTHORITY = 'basicConstraints=critical,CA:TRUE';
const SERVER = 'basicConstraints=CA:FALSE\nsubjectAltName=DNS:gateway.example,IP:10.0.0.7';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardline-trust-'));
  make('root', AUTHORITY);
  make('stranger', AUTHORITY);
  make('middle', AUTHORITY, 'root');
  make('gateway', SERVER, 'middle');
  make('short', SERVER, 'root');
  make('mail', `${SERVER}\nextendedKeyUsage=emailProtection`, 'root');
  // Someone with a certificate of a server makes others with it.
  make('forged', SERVER, 'short');
  make('alone', SERVER);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function vouched(chain: string[], over: { host?: string; by?: string; now?: Date } = {}): boolean {
  const { host = 'gateway.example', by = 'root', now = new Date() } = over;
  return isVouchedFor(chain.map(pem), host, authoritiesIn(pem(by)), now);
}

describe('a gateway’s certificate, for updates', () => {
  it('is good when it leads to an authority of the policy', () => {
    expect(vouched(['gateway', 'middle'])).toBe(true);
    expect(vouched(['gateway', 'middle', 'root'])).toBe(true);
    expect(vouched(['short'])).toBe(true);
    expect(vouched(['short'], { host: '10.0.0.7' })).toBe(true);
    expect(vouched(['alone'], { by: 'alone' })).toBe(true);
  });

  it('is not when it leads elsewhere, or nowhere', () => {
    expect(vouched(['gateway', 'middle'], { by: 'stranger' })).toBe(false);
    expect(vouched(['gateway'])).toBe(false);
    expect(vouched(['alone'])).toBe(false);
    expect(vouched([])).toBe(false);
    expect(
      isVouchedFor(['no certificate'], 'gateway.example', authoritiesIn(pem('root')), new Date()),
    ).toBe(false);
  });

  it('is not for another host, at another time, or for another use', () => {
    expect(vouched(['short'], { host: 'other.example' })).toBe(false);
    expect(vouched(['short'], { host: '10.0.0.8' })).toBe(false);
    const day = 24 * 60 * 60 * 1000;
    expect(vouched(['short'], { now: new Date(Date.now() + 31 * day) })).toBe(false);
    expect(vouched(['short'], { now: new Date(Date.now() - day) })).toBe(false);
    expect(vouched(['mail'])).toBe(false);
  });

  it('is not when who issued it may issue none', () => {
    expect(vouched(['forged', 'short', 'root'])).toBe(false);
    expect(vouched(['forged'], { by: 'short' })).toBe(false);
  });
});

describe('Chromium’s own judgement', () => {
  const judge = (verificationResult: string): number => {
    const proc = trustBesides(pem('root'));
    if (proc === null) throw new Error('there is an authority');
    let said = Number.NaN;
    proc(
      {
        hostname: 'gateway.example',
        certificate: { data: pem('short') },
        verificationResult,
      } as Parameters<typeof proc>[0],
      (result) => {
        said = result;
      },
    );
    return said;
  };

  it('stands, but where it does not know an authority of the policy', () => {
    expect(judge('net::ERR_CERT_AUTHORITY_INVALID')).toBe(0);
    for (const found of ['net::OK', 'net::ERR_CERT_REVOKED', 'net::ERR_CERT_COMMON_NAME_INVALID']) {
      expect(judge(found)).toBe(-3);
    }
  });

  it('is left alone without authorities', () => {
    expect(trustBesides(null)).toBeNull();
    expect(trustBesides('no certificate')).toBeNull();
  });
});
