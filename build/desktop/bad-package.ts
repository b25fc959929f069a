/** A package came out otherwise than it should; nothing of it was kept. */
export class BadPackageError extends Error {
  override readonly name = 'BadPackageError';
}
