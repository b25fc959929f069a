import type { AccessTokens } from '../auth/access-token.ts';
import type { Principals } from '../auth/principals.ts';
import type { TicketSeal } from '../auth/ticket-seal.ts';
import { isTicketGood, redeemTickets, type TicketHolder } from '../auth/tickets.ts';
import type { Database } from '../db/database.ts';
import { readRightsChanges } from '../db/rights-changes.ts';
import { BatchedReads } from './batched-reads.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { RealtimeAuth } from './ports.ts';

const TIMEOUT_MS = 5_000;

export interface GatewayAuthParts {
  readonly tokens: AccessTokens;
  readonly seal: TicketSeal;
  readonly principals: Principals;
}

/** Tickets, tokens and rights as the gateway's own sign-in keeps them. */
export function gatewayAuth(
  database: Database,
  { tokens, seal, principals }: GatewayAuthParts,
): RealtimeAuth {
  const redeem = ticketRedeemer(database);
  return {
    isTicketOurs: (ticket) => seal.isOurs(ticket),
    isTicketGood: (ticket) => isTicketGood(database, ticket),
    redeemTicket: async (ticket) => {
      const holder = await redeem(ticket);
      if (holder === null) return null;
      const { userId, family, deviceId, accessExpiresAt } = holder;
      return { userId, family, deviceId, expiresAt: Date.parse(accessExpiresAt) };
    },
    verifyToken: async (token) => {
      const claims = await tokens.verify(token);
      if (claims === null) return null;
      const { userId, family, expiresAt } = claims;
      return { userId, family, expiresAt: Date.parse(expiresAt) };
    },
    principals: (sessions) => principals.getAll(sessions),
    rightsChanges: (since) => readRightsChanges(database, since),
    changedRights: (known) => principals.changed(known),
  };
}

/**
 * Redeems the tickets of a storm in batches. A ticket that is already being redeemed is used: the
 * second who shows it gets null. Rejects while PostgreSQL cannot be reached.
 */
function ticketRedeemer(database: Database): (ticket: string) => Promise<TicketHolder | null> {
  const underWay = new Set<string>();
  const batches = new BatchedReads<string, TicketHolder | null>({
    run: (tickets) => redeemTickets(database, tickets),
    absent: null,
    spacingMs: DEFAULT_LIMITS.ticketSpacingMs,
    timeoutMs: TIMEOUT_MS,
    clock: SYSTEM_CLOCK,
  });
  return async (ticket) => {
    if (underWay.has(ticket)) return null;
    underWay.add(ticket);
    try {
      return await batches.read(ticket);
    } finally {
      underWay.delete(ticket);
    }
  };
}
