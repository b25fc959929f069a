import type { Cursor } from '../../src-shared/contract/cursor.ts';
import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import type { Principal } from '../auth/principal.ts';
import type { KnownRights, Rights } from '../auth/principals.ts';
import type { CommittedEvent } from '../bus/bus.ts';
import type { RightsChanges, RightsMark } from '../db/rights-changes.ts';

/** Positions of logs as PostgreSQL says, all of one moment. Logs that do not exist are left out. */
export interface WardHeads {
  readonly epoch: string;
  readonly heads: ReadonlyMap<WardKey, number>;
}

/** A state with the position it was read at, in one transaction. */
export interface WardSnapshot {
  readonly cursor: Cursor;
  readonly state: LogState;
}

/** What the fan-out reads of PostgreSQL; each rejects while that cannot be reached. */
export interface WardReads {
  /** One query for all. */
  heads(wards: readonly WardKey[]): Promise<WardHeads>;
  /** Events after a seq, ascending, at most `limit`; of no other epoch than the one given. */
  eventsAfter(
    ward: WardKey,
    epoch: string,
    after: number,
    limit: number,
  ): Promise<readonly CommittedEvent[]>;
  /** null: there is no such log. */
  snapshot(ward: WardKey): Promise<WardSnapshot | null>;
}

/** A sign-in as a socket knows it: user and family, which logout revokes as a whole. */
export interface SocketSession {
  readonly userId: string;
  readonly family: string;
}

/** Who opens a socket, and until when (milliseconds since 1970) without renewal. */
export interface Admission extends SocketSession {
  /** null: this user is one device. */
  readonly deviceId: string | null;
  readonly expiresAt: number;
}

/** What the sockets ask about rights. Rejects while PostgreSQL cannot be reached. */
export interface RealtimeAuth {
  /** False: no gateway made this ticket. Asks nobody, so that it costs next to nothing. */
  isTicketOurs(ticket: string): boolean;
  /** Whether a ticket would open a socket. It is not used up. */
  isTicketGood(ticket: string): Promise<boolean>;
  /** Uses a ticket up. null: unknown, used before, or too old. */
  redeemTicket(ticket: string): Promise<Admission | null>;
  /** null: altered, or no longer valid. */
  verifyToken(token: string): Promise<Omit<Admission, 'deviceId'> | null>;
  /**
   * Who these sessions are right now, in one query: in the order given; null where the user is
   * gone or disabled, or the sign-in was revoked.
   */
  principals(sessions: readonly SocketSession[]): Promise<readonly (Principal | null)[]>;
  /** Whose rights may have changed since a mark; null: none yet. */
  rightsChanges(since: RightsMark | null): Promise<RightsChanges>;
  /**
   * Those of many whose rights are no longer the ones of their digest, by their place, in one query;
   * null: gone, as above. Whoever is not in the answer has the same rights as before.
   */
  changedRights(known: readonly KnownRights[]): Promise<ReadonlyMap<number, Rights | null>>;
}

/** Where `ack` frames go. Must not reject; what a device acknowledged twice is fine. */
export interface ReceiptPort {
  delivered(
    receiver: { readonly userId: string; readonly deviceId: string | null },
    notificationIds: readonly string[],
  ): Promise<void>;
}
