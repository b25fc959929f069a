import { safeStorage } from 'electron';
import { randomBytes } from 'node:crypto';
import type { Settings } from '../src-shared/ipc/settings.ts';
import { KEY_BYTES } from './cache/seal.ts';
import { readKeptFile, removeKeptFile, writeKeptFile } from './kept-file.ts';
import type { Log } from './log.ts';

/**
 * The cache's key and the refresh token of one gateway, sealed by the system's keyring. Where there
 * is none they stay in this process, unless the machine's policy takes less (`withoutKeyring`).
 */
export class Secrets {
  readonly #keyPath: string;
  readonly #tokenPath: string;
  readonly #log: Log;
  readonly #keeps: boolean;
  #token: string | null;

  constructor(
    paths: { key: string; token: string },
    withoutKeyring: Settings['withoutKeyring'],
    log: Log,
  ) {
    this.#keyPath = paths.key;
    this.#tokenPath = paths.token;
    this.#log = log;
    this.#keeps = hasKeyring() || (withoutKeyring === 'file' && takeLess());
    this.#token = this.#open(paths.token)?.toString('utf8') ?? null;
  }

  /** Whether anything outlives the program. */
  get keeps(): boolean {
    return this.#keeps;
  }

  /** The key of the cache, a new one where there was none that opens; null: keep nothing. */
  cacheKey(): Buffer | null {
    if (!this.#keeps) return null;
    const kept = this.#open(this.#keyPath);
    if (kept?.length === KEY_BYTES) return kept;
    const key = randomBytes(KEY_BYTES);
    return this.#seal(this.#keyPath, key) ? key : null;
  }

  get refreshToken(): string | null {
    return this.#token;
  }

  /** On the disk when it returns, where anything is kept. */
  set refreshToken(token: string | null) {
    this.#token = token;
    if (token === null) removeKeptFile(this.#tokenPath);
    else if (this.#keeps) this.#seal(this.#tokenPath, Buffer.from(token));
  }

  #seal(path: string, secret: Buffer): boolean {
    try {
      writeKeptFile(path, safeStorage.encryptString(secret.toString('base64')));
      return true;
    } catch (error) {
      this.#log('a secret could not be kept', String(error));
      return false;
    }
  }

  #open(path: string): Buffer | null {
    const sealed = this.#keeps ? readKeptFile(path) : null;
    if (sealed === null) return null;
    try {
      return Buffer.from(safeStorage.decryptString(sealed), 'base64');
    } catch (error) {
      this.#log('a secret does not open: the keyring is another', String(error));
      return null;
    }
  }
}

function hasKeyring(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  // On Linux without a keyring Electron would seal with a password that everybody knows.
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

/** The policy says that a file which only the user can read is enough here. */
function takeLess(): boolean {
  if (process.platform === 'linux') safeStorage.setUsePlainTextEncryption(true);
  return safeStorage.isEncryptionAvailable();
}
