/** Milliseconds. Full jitter: any moment up to the bound, so that a crowd never comes at once. */
export const BACK_OFF = { firstMs: 500, maxMs: 30_000 } as const;

/** The longest wait before attempt `attempt` (0 is the first repeat), in milliseconds. */
export function backOffBoundMs(attempt: number): number {
  return Math.min(BACK_OFF.maxMs, BACK_OFF.firstMs * 2 ** attempt);
}

/** How long to wait, in milliseconds; `random` from 0 up to but without 1. */
export function backOffMs(attempt: number, random: number): number {
  return Math.floor(random * backOffBoundMs(attempt));
}
