import { CLOSE } from '../contract/frames/close-codes.ts';
import { BACK_OFF, backOffMs } from './back-off.ts';
import type { OfflineReason } from './views.ts';

/** What a connection does once its socket is gone (docs/sync.md, C5 to C10). */
export type AfterClose =
  /** Stays offline until it is started again. */
  | { readonly kind: 'rest'; readonly reason: OfflineReason }
  | {
      readonly kind: 'retry';
      readonly reason: OfflineReason;
      readonly afterMs: number;
      /** Ask for a new access token before the next ticket. */
      readonly renew: boolean;
    };

/** Whoever was told that there are too many waits at least this long, in milliseconds. */
const TOO_MANY_AT_LEAST_MS = 5_000;

export interface Ending {
  /** Close code; 1006 for a connection that just went away. */
  readonly code: number;
  /** From the `goodbye` frame, in milliseconds; null: there was none. */
  readonly goodbyeMs: number | null;
  /** How many attempts have failed in a row before this one. */
  readonly attempt: number;
  readonly random: number;
}

export function afterClose({ code, goodbyeMs, attempt, random }: Ending): AfterClose {
  if (goodbyeMs !== null) {
    return { kind: 'retry', reason: 'draining', afterMs: goodbyeMs, renew: false };
  }
  const usual = { kind: 'retry', reason: 'unreachable', renew: false } as const;
  switch (code) {
    case CLOSE.unauthenticated:
      return { ...usual, afterMs: backOffMs(attempt, random), renew: true };
    case CLOSE.noAccess:
      return { ...usual, reason: 'no-access', afterMs: longWaitMs(random) };
    case CLOSE.tooMany:
      return { ...usual, reason: 'too-many', afterMs: longWaitMs(random) };
    case CLOSE.badFrame:
    case CLOSE.tooBig:
      // It was this program's fault and would be again: no hurry.
      return { ...usual, afterMs: longWaitMs(random) };
    default:
      return { ...usual, afterMs: backOffMs(attempt, random) };
  }
}

function longWaitMs(random: number): number {
  return TOO_MANY_AT_LEAST_MS + Math.floor(random * (BACK_OFF.maxMs - TOO_MANY_AT_LEAST_MS));
}
