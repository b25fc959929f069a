import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { newOpaqueToken } from './opaque-token.ts';

/** Makes tickets that every gateway of the installation knows for its own without asking. */
export interface TicketSeal {
  newTicket(): string;
  /**
   * False: nobody of this installation made it, so that it need not be looked up. True says nothing
   * about its being unused or in time.
   */
  isOurs(ticket: string): boolean;
}

/** Far beyond guessing within the life of a connection, and short enough for an address. */
const SEAL_BYTES = 16;

/** @param secret of the access tokens; the seal's own key is derived from it */
export function ticketSeal(secret: string): TicketSeal {
  // As a key object: from bytes it would be made anew for each ticket, which costs four seals.
  const key = createSecretKey(
    createHmac('sha256', secret).update('wardline realtime ticket').digest(),
  );
  const sealOf = (token: string): Buffer =>
    createHmac('sha256', key).update(token).digest().subarray(0, SEAL_BYTES);
  return {
    newTicket: () => {
      const token = newOpaqueToken();
      return `${token}.${sealOf(token).toString('base64url')}`;
    },
    isOurs: (ticket) => {
      const [token = '', seal = '', ...more] = ticket.split('.');
      const given = Buffer.from(seal, 'base64url');
      return (
        more.length === 0 && given.length === SEAL_BYTES && timingSafeEqual(given, sealOf(token))
      );
    },
  };
}
