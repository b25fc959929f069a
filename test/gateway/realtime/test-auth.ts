import { randomUUID } from 'node:crypto';
import type { Membership, Principal } from '../../../server/auth/principal.ts';
import type { Rights } from '../../../server/auth/principals.ts';
import type { Admission, RealtimeAuth } from '../../../server/realtime/ports.ts';

export interface TestAuth extends RealtimeAuth {
  /** A ticket of a user; by default a dispatcher of H1 whose token ends in an hour. */
  ticket(options?: TicketOptions): string;
  /** Changes what a user may do from now on; null: disabled. */
  setMemberships(userId: string, memberships: readonly Membership[] | null): void;
  token(userId: string, family: string, expiresAt: number): string;
  /** Ends a sign-in. */
  revoke(family: string): void;
  /** While true every question is refused, as when PostgreSQL is down. */
  isDown: boolean;
  /** Calls of `principals` so far. */
  reads: number;
}

export interface TicketOptions {
  userId?: string;
  family?: string;
  memberships?: readonly Membership[];
  /** Milliseconds from now. */
  expiresIn?: number;
}

export const DISPATCHER_H1: readonly Membership[] = [
  { hospitalId: 'H1', role: 'dispatcher', wardIds: null },
];

const OURS = 'ours-';

/** Tickets, tokens and rights in memory. */
export function createTestAuth(): TestAuth {
  const tickets = new Map<string, Admission>();
  const tokens = new Map<string, { userId: string; family: string; expiresAt: number }>();
  const revoked = new Set<string>();
  const users = new Map<string, readonly Membership[] | null>();
  const principalOf = (userId: string): Principal | null => {
    const memberships = users.get(userId) ?? null;
    return memberships === null
      ? null
      : { userId, name: `Name of ${userId}`, memberships, nurseIds: {} };
  };
  const auth: TestAuth = {
    isDown: false,
    reads: 0,
    ticket: ({ userId = 'dora', family = randomUUID(), memberships, expiresIn } = {}) => {
      if (memberships !== undefined || !users.has(userId)) {
        users.set(userId, memberships ?? DISPATCHER_H1);
      }
      const ticket = `${OURS}${randomUUID()}`;
      const expiresAt = Date.now() + (expiresIn ?? 3_600_000);
      tickets.set(ticket, { userId, family, deviceId: null, expiresAt });
      return ticket;
    },
    setMemberships: (userId, memberships) => {
      users.set(userId, memberships);
    },
    token: (userId, family, expiresAt) => {
      const token = randomUUID();
      tokens.set(token, { userId, family, expiresAt });
      return token;
    },
    isTicketOurs: (ticket) => ticket.startsWith(OURS),
    isTicketGood: async (ticket) => {
      if (auth.isDown) throw new Error('down');
      return tickets.has(ticket);
    },
    revoke: (family) => {
      revoked.add(family);
    },
    redeemTicket: async (ticket) => {
      if (auth.isDown) throw new Error('down');
      const admission = tickets.get(ticket) ?? null;
      tickets.delete(ticket);
      return admission;
    },
    verifyToken: async (token) => tokens.get(token) ?? null,
    rightsChanges: async () => {
      if (auth.isDown) throw new Error('down');
      return { mark: { epoch: 'E', xmin: '0', at: '' }, users: null };
    },
    changedRights: async (known) => {
      auth.reads += 1;
      if (auth.isDown) throw new Error('down');
      const changed = new Map<number, Rights | null>();
      for (const [place, { userId, family, digest: before }] of known.entries()) {
        const principal = revoked.has(family) ? null : principalOf(userId);
        const digest = JSON.stringify(principal);
        if (digest !== before) {
          changed.set(place, principal === null ? null : { principal, digest });
        }
      }
      return changed;
    },
    principals: async (sessions) => {
      auth.reads += 1;
      if (auth.isDown) throw new Error('down');
      return sessions.map(({ userId, family }) =>
        revoked.has(family) ? null : principalOf(userId),
      );
    },
  };
  return auth;
}
