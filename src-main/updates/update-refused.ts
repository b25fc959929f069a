import type { UpdateRefusal } from '../../src-shared/ipc/update-view.ts';

/** An update is not taken; `code` says why. */
export class UpdateRefusedError extends Error {
  override readonly name = 'UpdateRefusedError';
  readonly code: UpdateRefusal;
  constructor(code: UpdateRefusal, cause?: unknown) {
    super(`update refused: ${code}`, { cause });
    this.code = code;
  }
}

/** electron-updater's codes that say more than that something went wrong. */
const KNOWN: Readonly<Record<string, UpdateRefusal>> = {
  ERR_CHECKSUM_MISMATCH: 'wrong_hash',
  ERR_UPDATER_INVALID_SIGNATURE: 'wrong_publisher',
};

/** What electron-updater has thrown, as a refusal; `otherwise` where it does not say which. */
export function asRefusal(error: unknown, otherwise: UpdateRefusal): UpdateRefusedError {
  if (error instanceof UpdateRefusedError) return error;
  const { code } = error as { code?: unknown };
  return new UpdateRefusedError(KNOWN[String(code)] ?? otherwise, error);
}
