import type { Freshness } from './views.ts';
import type { WardReplica } from './ward-replica.ts';

/** What the connection says about everything that came over it. */
export interface Hearing {
  /** Open, and heard within the bound. */
  readonly hears: boolean;
  /** How old a ward's last verification may be, in milliseconds. */
  readonly boundMs: number;
  /** By the device's counter. */
  readonly now: number;
}

const LIVE: Freshness = { kind: 'live' };
const NO_ACCESS: Freshness = { kind: 'no-access' };

/**
 * How far a ward can be trusted right now. `live` only on a socket that is heard, following, at the
 * newest known head, and with that head verified within the bound (docs/sync.md, F1 to F5).
 */
export function freshnessOf(replica: WardReplica, hearing: Hearing): Freshness {
  const { phase, asOf } = replica;
  if (replica.isDenied) return NO_ACCESS;
  if (!hearing.hears || phase === 'idle') return { kind: 'stale', since: asOf };
  if (phase !== 'following') return { kind: 'catching-up', asOf };
  const verifiedAt = replica.verifiedAt;
  if (verifiedAt === null || hearing.now - verifiedAt > hearing.boundMs) {
    return { kind: 'stale', since: asOf };
  }
  return replica.isAtHead ? LIVE : { kind: 'catching-up', asOf };
}

/** The old one if it says the same, so that a screen that has drawn it need not draw it again. */
export function steady(before: Freshness, after: Freshness): Freshness {
  const when = (f: Freshness): number | null =>
    f.kind === 'stale' ? f.since : f.kind === 'catching-up' ? f.asOf : null;
  return before.kind === after.kind && when(before) === when(after) ? before : after;
}
