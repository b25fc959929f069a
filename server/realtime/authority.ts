import type { Principal } from '../auth/principal.ts';
import { BatchedReads } from './batched-reads.ts';
import type { RealtimeClock } from './clock.ts';
import type { RealtimeLimits } from './limits.ts';
import type { RealtimeAuth, SocketSession } from './ports.ts';

const TIMEOUT_MS = 5_000;

/** Who sessions are right now, read in batches. `close` ends its timers. */
export class Authority {
  readonly #batches: BatchedReads<string, Principal | null>;

  constructor(auth: RealtimeAuth, clock: RealtimeClock, limits: RealtimeLimits) {
    this.#batches = new BatchedReads<string, Principal | null>({
      run: async (keys) => {
        const principals = await auth.principals(keys.map(sessionOf));
        return new Map(keys.map((key, index) => [key, principals[index] ?? null]));
      },
      absent: null,
      spacingMs: limits.batchSpacingMs,
      timeoutMs: TIMEOUT_MS,
      clock,
    });
  }

  /**
   * Read after this call. null: the user is gone or disabled, or the sign-in was revoked. Rejects
   * while PostgreSQL cannot be reached.
   */
  read(session: SocketSession): Promise<Principal | null> {
    return this.#batches.read(`${session.family} ${session.userId}`);
  }

  close(): void {
    this.#batches.close();
  }
}

function sessionOf(key: string): SocketSession {
  const space = key.indexOf(' ');
  return { family: key.slice(0, space), userId: key.slice(space + 1) };
}
