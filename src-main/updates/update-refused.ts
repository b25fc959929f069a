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
