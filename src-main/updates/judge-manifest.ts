import { createHash, createPublicKey, verify } from 'node:crypto';
import type { UpdateChannel } from '../../src-shared/ipc/build-facts.ts';
import {
  compareVersions,
  MAX_MANIFEST_CHARACTERS,
  updateManifestSchema,
  type UpdateArch,
  type UpdateManifest,
  type UpdatePlatform,
} from '../../src-shared/ipc/update-manifest.ts';
import type { UpdateRefusal } from '../../src-shared/ipc/update-view.ts';

/** Who asks. */
export interface Asker {
  /** Public Ed25519 keys, SPKI, DER, base64. */
  readonly keys: readonly string[];
  readonly channel: UpdateChannel;
  readonly platform: UpdatePlatform;
  readonly arch: UpdateArch;
  readonly version: string;
  /** What a staged rollout goes by. */
  readonly machine: string;
  /** `issuedAt` of the newest manifest that was believed; null: none yet. */
  readonly lastIssuedAt: string | null;
  /** It was moved here from another channel, which may have been ahead of this one. */
  readonly isMoved: boolean;
}

export type Judgement =
  /** `isWanted` false: there is nothing for this desk in it, for now. */
  | { readonly ok: true; readonly manifest: UpdateManifest; readonly isWanted: boolean }
  | { readonly ok: false; readonly code: UpdateRefusal };

/**
 * Judges what a gateway says about updates. Nothing in it is read before its signature is found
 * good: the gateway, its folder and the line to it need not be trusted.
 * @param signature base64, as served; null: there was none
 */
export function judgeManifest(text: string, signature: string | null, asker: Asker): Judgement {
  if (signature === null) return { ok: false, code: 'signature_missing' };
  if (text.length > MAX_MANIFEST_CHARACTERS) return { ok: false, code: 'not_a_manifest' };
  if (!isSigned(text, signature, asker.keys)) return { ok: false, code: 'signature_wrong' };
  const parsed = updateManifestSchema.safeParse(parseJson(text));
  if (!parsed.success) return { ok: false, code: 'not_a_manifest' };
  const manifest = parsed.data;
  const code = refusalOf(manifest, asker);
  if (code !== null) return { ok: false, code };
  const isWanted = mayTake(manifest, asker.version) && isInRollout(manifest, asker.machine);
  return { ok: true, manifest, isWanted };
}

function refusalOf(manifest: UpdateManifest, asker: Asker): UpdateRefusal | null {
  if (manifest.channel !== asker.channel) return 'foreign_channel';
  if (manifest.platform !== asker.platform || manifest.arch !== asker.arch) {
    return 'foreign_platform';
  }
  const { lastIssuedAt } = asker;
  if (lastIssuedAt !== null && Date.parse(manifest.issuedAt) < Date.parse(lastIssuedAt)) {
    return 'older_manifest';
  }
  // Who was a pilot waits, without a fault, until the others have caught up.
  const isBehind = manifest.version !== asker.version && !mayTake(manifest, asker.version);
  return isBehind && !asker.isMoved ? 'older_version' : null;
}

/** A newer version; an older one only where the one that runs is withdrawn. */
function mayTake({ version, withdrawn }: UpdateManifest, running: string): boolean {
  const order = compareVersions(version, running);
  return order > 0 || (order < 0 && withdrawn.includes(running));
}

function isSigned(text: string, signature: string, keys: readonly string[]): boolean {
  const bytes = Buffer.from(text, 'utf8');
  const raw = Buffer.from(signature.trim(), 'base64');
  return keys.some((key) => {
    try {
      const publicKey = createPublicKey({
        key: Buffer.from(key, 'base64'),
        format: 'der',
        type: 'spki',
      });
      return publicKey.asymmetricKeyType === 'ed25519' && verify(null, bytes, publicKey, raw);
    } catch {
      return false;
    }
  });
}

/** Each version draws anew which machines come first; one that is in at 10 % is in at 20 % too. */
export function isInRollout(
  manifest: Pick<UpdateManifest, 'version' | 'rolloutPercent'>,
  machine: string,
): boolean {
  const digest = createHash('sha256').update(`${manifest.version}\0${machine}`).digest();
  return digest.readUInt32BE(0) / 2 ** 32 < manifest.rolloutPercent / 100;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
