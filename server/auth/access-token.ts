import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

export const ACCESS_TOKEN_SECONDS = 15 * 60;

const issuer = 'wardline';
const claimsSchema = z.object({
  sub: z.string().min(1),
  fam: z.guid(),
  exp: z.int(),
});

/**
 * What an access token says: who, and by which sign-in. What the user may do is never in it; that
 * is read from PostgreSQL at each use.
 */
export interface AccessClaims {
  readonly userId: string;
  /** Family of the sign-in: revoked by logout, or when one of its refresh tokens is used twice. */
  readonly family: string;
  /** When the token ends, in the wire's form, on a whole second. */
  readonly expiresAt: string;
}

/** Signs and reads access tokens (JWT, HS256) under the installation's secret. */
export interface AccessTokens {
  sign(
    userId: string,
    family: string,
    lifetimeSeconds?: number,
  ): Promise<{ token: string; expiresAt: string }>;
  /** null: not one of ours, altered, or no longer valid. */
  verify(token: string): Promise<AccessClaims | null>;
}

/** Tokens whose signature was found good, so that it is not computed again with each request. */
const VERIFIED_MAX = 2_000;

/**
 * @param secret at least 32 bytes, the same for all gateways of an installation
 * @param now milliseconds since 1970
 */
export function accessTokens(secret: string, now: () => number = Date.now): AccessTokens {
  const key = new TextEncoder().encode(secret);
  const verified = new Map<string, AccessClaims>();
  return {
    sign: async (userId, family, lifetimeSeconds = ACCESS_TOKEN_SECONDS) => {
      const exp = Math.floor(now() / 1000) + lifetimeSeconds;
      const token = await new SignJWT({ fam: family })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(issuer)
        .setSubject(userId)
        .setExpirationTime(exp)
        .sign(key);
      return { token, expiresAt: toTime(exp) };
    },
    verify: async (token) => {
      const known = verified.get(token);
      if (known !== undefined) {
        if (Date.parse(known.expiresAt) > now()) return known;
        verified.delete(token);
        return null;
      }
      const claims = await claimsOf(token, key, now());
      if (claims === null) return null;
      verified.set(token, claims);
      const [oldest] = verified.keys();
      if (verified.size > VERIFIED_MAX && oldest !== undefined) verified.delete(oldest);
      return claims;
    },
  };
}

async function claimsOf(token: string, key: Uint8Array, now: number): Promise<AccessClaims | null> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      issuer,
      currentDate: new Date(now),
    });
    const { sub, fam, exp } = claimsSchema.parse(payload);
    return { userId: sub, family: fam, expiresAt: toTime(exp) };
  } catch {
    return null;
  }
}

function toTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
