import type { AccessTokens } from '../auth/access-token.ts';
import type { Principals } from '../auth/principals.ts';
import { isTicketGood, redeemTicket } from '../auth/tickets.ts';
import type { Database } from '../db/database.ts';
import type { RealtimeAuth } from './ports.ts';

/** Tickets, tokens and rights as the gateway's own sign-in keeps them. */
export function gatewayAuth(
  database: Database,
  tokens: AccessTokens,
  principals: Principals,
): RealtimeAuth {
  return {
    isTicketGood: (ticket) => isTicketGood(database, ticket),
    redeemTicket: async (ticket) => {
      const holder = await redeemTicket(database, ticket);
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
  };
}
