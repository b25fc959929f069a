import { z } from 'zod';
import { updateChannelSchema } from './build-facts.ts';

/**
 * Three numbers of nine digits at most, so that all compare exactly. What we release has no
 * pre-releases; `pilot` is a channel, not a version.
 */
export const releaseVersionSchema = z
  .string()
  .regex(/^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/);

export const updatePlatformSchema = z.enum(['darwin', 'linux', 'win32']);
export type UpdatePlatform = z.infer<typeof updatePlatformSchema>;
export const updateArchSchema = z.enum(['x64', 'arm64']);
export type UpdateArch = z.infer<typeof updateArchSchema>;

/**
 * What a gateway serves as `/updates/CHANNEL/PLATFORM-ARCH.json`, with a signature over its bytes
 * beside it (`.sig`: Ed25519, base64). The files it names lie in the same folder.
 */
export const updateManifestSchema = z.strictObject({
  product: z.literal('wardline'),
  channel: updateChannelSchema,
  platform: updatePlatformSchema,
  arch: updateArchSchema,
  version: releaseVersionSchema,
  /** One that is older than the last which a desk has seen is not listened to any more. */
  issuedAt: z.iso.datetime(),
  /** Of all desks, so many in a hundred take it; which, is up to their machines' ids. */
  rolloutPercent: z.int().min(0).max(100),
  /** Versions that are withdrawn: whoever runs one of them goes back to `version`. */
  withdrawn: z.array(releaseVersionSchema).max(100),
  files: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[\w][\w.+-]{0,199}$/),
        bytes: z.int().positive(),
        /** Base64. */
        sha512: z.base64().length(88),
      }),
    )
    .min(1)
    .max(8),
});
export type UpdateManifest = z.infer<typeof updateManifestSchema>;

/** Longest manifest that is read, in characters. */
export const MAX_MANIFEST_CHARACTERS = 64 * 1024;

/** Path of a manifest below `/updates/`. */
export function manifestPath(of: {
  channel: string;
  platform: UpdatePlatform;
  arch: UpdateArch;
}): string {
  return `${of.channel}/${of.platform}-${of.arch}.json`;
}

/** Below 0: `a` is the older one. Both are release versions. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
