import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { System } from './target.ts';

/** A signed build was asked for, and this is what it lacks. */
export class MissingKeysError extends Error {
  override readonly name = 'MissingKeysError';
}

export type WindowsSigning =
  | {
      readonly kind: 'certificate';
      readonly file: string;
      readonly password: string;
      /** RFC 3161; null: no time stamp, so that a signature ends with its certificate. */
      readonly timestamp: string | null;
      readonly publisher: string;
    }
  | {
      readonly kind: 'azure';
      readonly endpoint: string;
      readonly account: string;
      readonly profile: string;
      readonly publisher: string;
    };

export interface Signing {
  readonly windows: WindowsSigning | null;
  /** Name of the "Developer ID Application" identity in the keychain. */
  readonly apple: { readonly identity: string } | null;
  /** Fingerprint or address of the GPG key for Linux artifacts and the sums. */
  readonly gpgKey: string | null;
}

export const UNSIGNED: Signing = { windows: null, apple: null, gpgKey: null };

const filled = z.string().min(1);
const certificateSchema = z.object({
  WARDLINE_SIGN_WINDOWS_CERTIFICATE: filled,
  WARDLINE_SIGN_WINDOWS_PASSWORD: z.string(),
  WARDLINE_SIGN_WINDOWS_PUBLISHER: filled,
  WARDLINE_SIGN_WINDOWS_TIMESTAMP: z
    .union([z.literal('none'), z.url()])
    .default('http://timestamp.digicert.com'),
});
// The last three are Microsoft's own names, which its tool reads by itself.
const azureSchema = z.object({
  WARDLINE_SIGN_AZURE_ENDPOINT: z.url({ protocol: /^https$/ }),
  WARDLINE_SIGN_AZURE_ACCOUNT: filled,
  WARDLINE_SIGN_AZURE_PROFILE: filled,
  WARDLINE_SIGN_WINDOWS_PUBLISHER: filled,
  AZURE_TENANT_ID: filled,
  AZURE_CLIENT_ID: filled,
  AZURE_CLIENT_SECRET: filled,
});
// Likewise Apple's, for notarization.
const appleSchema = z.object({
  WARDLINE_SIGN_APPLE_IDENTITY: filled,
  APPLE_API_KEY: filled,
  APPLE_API_KEY_ID: filled,
  APPLE_API_ISSUER: filled,
});
const gpgSchema = z.object({ WARDLINE_SIGN_GPG_KEY: filled });

/**
 * Reads the keys for a signed build for `system` from the environment: all that it takes, or an
 * error that names each variable that is missing or wrong. There is no half-signed build.
 * @throws MissingKeysError
 */
export function signingFor(system: System, env: NodeJS.ProcessEnv): Signing {
  const gpgKey = gpg(env);
  switch (system) {
    case 'linux':
      return { ...UNSIGNED, gpgKey };
    case 'mac': {
      const found = need(appleSchema, env, 'the Apple identity');
      return { ...UNSIGNED, apple: { identity: found.WARDLINE_SIGN_APPLE_IDENTITY }, gpgKey };
    }
    case 'win':
      return { ...UNSIGNED, windows: windows(env), gpgKey };
  }
}

function gpg(env: NodeJS.ProcessEnv): string {
  return need(gpgSchema, env, 'the GPG key that signs the sums').WARDLINE_SIGN_GPG_KEY;
}

function windows(env: NodeJS.ProcessEnv): WindowsSigning {
  const wantsCloud = Object.keys(env).some((name) => name.startsWith('WARDLINE_SIGN_AZURE_'));
  if (wantsCloud) {
    const found = need(azureSchema, env, 'cloud signing for Windows');
    return {
      kind: 'azure',
      endpoint: found.WARDLINE_SIGN_AZURE_ENDPOINT,
      account: found.WARDLINE_SIGN_AZURE_ACCOUNT,
      profile: found.WARDLINE_SIGN_AZURE_PROFILE,
      publisher: found.WARDLINE_SIGN_WINDOWS_PUBLISHER,
    };
  }
  const found = need(certificateSchema, env, 'the certificate for Windows');
  const file = found.WARDLINE_SIGN_WINDOWS_CERTIFICATE;
  if (!existsSync(file)) throw new MissingKeysError(`There is no certificate at ${file}.`);
  const timestamp = found.WARDLINE_SIGN_WINDOWS_TIMESTAMP;
  return {
    kind: 'certificate',
    file,
    password: found.WARDLINE_SIGN_WINDOWS_PASSWORD,
    timestamp: timestamp === 'none' ? null : timestamp,
    publisher: found.WARDLINE_SIGN_WINDOWS_PUBLISHER,
  };
}

function need<T extends z.ZodType>(schema: T, env: NodeJS.ProcessEnv, what: string): z.infer<T> {
  const found = schema.safeParse(env);
  if (found.success) return found.data;
  const faults = [...new Set(found.error.issues.map(({ path }) => path.join('.')))];
  throw new MissingKeysError(
    `A signed build needs ${what}; missing or wrong in the environment: ${faults.join(', ')}.`,
  );
}
