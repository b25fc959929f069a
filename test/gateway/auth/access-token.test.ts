import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_SECONDS, accessTokens } from '../../../server/auth/access-token.ts';

const SECRET = 'a secret of the tests, at least 32 bytes';
const OTHER = 'another secret of the tests, 32 bytes';
const family = randomUUID();
const start = Date.parse('2026-03-01T12:00:00.500Z');

function at(now: number, secret = SECRET) {
  return accessTokens(secret, () => now);
}

describe('an access token', () => {
  it('says who, by which sign-in, and until when', async () => {
    const { token, expiresAt } = await at(start).sign('kim', family);
    expect(expiresAt).toBe('2026-03-01T12:15:00.000Z');
    expect(await at(start).verify(token)).toEqual({ userId: 'kim', family, expiresAt });
  });

  it('ends on time', async () => {
    const { token } = await at(start).sign('kim', family);
    const end = start + ACCESS_TOKEN_SECONDS * 1000;
    expect(await at(end - 2_000).verify(token)).not.toBeNull();
    expect(await at(end).verify(token)).toBeNull();
  });

  it('ends on time also where it was good a moment ago', async () => {
    let now = start;
    const tokens = accessTokens(SECRET, () => now);
    const { token } = await tokens.sign('kim', family);
    expect(await tokens.verify(token)).not.toBeNull();
    now = start + ACCESS_TOKEN_SECONDS * 1000;
    expect(await tokens.verify(token)).toBeNull();
    expect(await tokens.verify(token)).toBeNull();
  });

  it('is worth nothing under another secret, or altered', async () => {
    const { token } = await at(start).sign('kim', family);
    expect(await at(start, OTHER).verify(token)).toBeNull();
    const [head, payload = '', signature] = token.split('.');
    const forged = Buffer.from(payload, 'base64url').toString().replace('kim', 'ana');
    const altered = [head, Buffer.from(forged).toString('base64url'), signature].join('.');
    expect(await at(start).verify(altered)).toBeNull();
  });

  it.each(['', 'x', 'a.b.c', `${'x'.repeat(5_000)}.y.z`])('is not %j', async (text) => {
    expect(await at(start).verify(text)).toBeNull();
  });

  it('is not one without a signature, with another algorithm, or of another issuer', async () => {
    const encode = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(start / 1000) + 60;
    const claims = { sub: 'kim', fam: family, iss: 'wardline', exp };
    const unsigned = `${encode({ alg: 'none' })}.${encode(claims)}.`;
    expect(await at(start).verify(unsigned)).toBeNull();
    const key = new TextEncoder().encode(SECRET.padEnd(64, 'x'));
    const sign = (alg: string, issuer: string, fam: unknown, secret = key): Promise<string> =>
      new SignJWT({ fam })
        .setProtectedHeader({ alg })
        .setIssuer(issuer)
        .setSubject('kim')
        .setExpirationTime(exp)
        .sign(secret);
    const own = new TextEncoder().encode(SECRET);
    expect(
      await at(start, SECRET.padEnd(64, 'x')).verify(await sign('HS512', 'wardline', family)),
    ).toBeNull();
    expect(await at(start).verify(await sign('HS256', 'elsewhere', family, own))).toBeNull();
    expect(await at(start).verify(await sign('HS256', 'wardline', 'no family', own))).toBeNull();
    expect(await at(start).verify(await sign('HS256', 'wardline', family, own))).not.toBeNull();
  });
});
