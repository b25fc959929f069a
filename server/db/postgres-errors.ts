import pg from 'pg';

/** The SQLSTATE of an error that PostgreSQL reported; undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** The constraint or unique index that a write ran into. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.constraint : undefined;
}

/**
 * Serialization failure or deadlock, or a row that was on its way to the default partition when the
 * partition of its day was attached: nothing was written, and the same transaction may be tried again.
 */
export function isTransient(error: unknown): boolean {
  const state = sqlState(error);
  // A partition's bounds are the only check without a name.
  const isMovedPartition = state === '23514' && violatedConstraint(error) === undefined;
  return state === '40001' || state === '40P01' || isMovedPartition;
}

const LOST_CONNECTION = /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN)/;

/**
 * PostgreSQL cannot be reached, is shutting down or full, or cut the connection. Whether a commit
 * under way took place is not known then.
 */
export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  // 08: connection exceptions; 53: out of resources; 57P0x: shut down by an operator;
  // 25P03: idle in a transaction for too long.
  if (state !== undefined) return /^(08|53|57P0|25P03)/.test(state);
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return (
    LOST_CONNECTION.test(code) || /connection|timeout exceeded|not queryable/i.test(error.message)
  );
}
