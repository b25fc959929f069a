import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Bytes of a key: AES-256. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals texts with AES-256-GCM. A sealed text is nonce, tag and ciphertext in a row, bound to the
 * place it is kept at: put elsewhere, it does not open.
 */
export class Seal {
  readonly #key: Buffer;

  /** @param key `KEY_BYTES` long */
  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${String(KEY_BYTES)} bytes`);
    this.#key = key;
  }

  close(text: string, place: string): Buffer {
    // Random nonces: a cache is written far less often than the 2^32 times at which they might meet.
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Null: damaged, of another place, or sealed with another key. */
  open(sealed: Buffer, place: string): string | null {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
    const opener = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    opener.setAAD(Buffer.from(place));
    opener.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text = opener.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
    try {
      return Buffer.concat([text, opener.final()]).toString('utf8');
    } catch {
      return null;
    }
  }
}
