import type { Database, Statement } from '../db/database.ts';
import type { AccessClaims } from './access-token.ts';
import { hashOpaqueToken } from './opaque-token.ts';
import type { TicketSeal } from './ticket-seal.ts';

export const TICKET_SECONDS = 30;

/** Whose ticket it was. The socket it opens lives no longer than its access token, unless renewed. */
export interface TicketHolder {
  readonly userId: string;
  readonly family: string;
  readonly deviceId: string | null;
  readonly accessExpiresAt: string;
}

const ISSUE: Statement = {
  name: 'ticket-issue',
  text: `
    insert into realtime_ticket (ticket_hash, user_id, family, device_id, access_expires_at, expires_at)
    values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
    returning expires_at as "expiresAt"`,
};

/** A ticket that opens one socket, once, within 30 s. */
export async function issueTicket(
  db: Database,
  seal: TicketSeal,
  claims: AccessClaims,
  deviceId: string | null,
): Promise<{ ticket: string; expiresAt: string }> {
  const ticket = seal.newTicket();
  const [row] = await db.system((tx) =>
    tx.query<{ expiresAt: string }>(ISSUE, [
      hashOpaqueToken(ticket),
      claims.userId,
      claims.family,
      deviceId,
      claims.expiresAt,
      TICKET_SECONDS,
    ]),
  );
  if (row === undefined) throw new Error('insert … returning gave no row');
  return { ticket, expiresAt: row.expiresAt };
}

// Deleting is what makes a ticket single-use: of two gateways that ask at once, one gets the row, and
// whoever finds it locked does not wait, so that batches cannot block each other.
const REDEEM: Statement = {
  name: 'ticket-redeem',
  text: `
    with asked as (
      select ticket_hash from realtime_ticket where ticket_hash = any ($1::text[])
      for update skip locked
    ), gone as (
      delete from realtime_ticket t using asked where t.ticket_hash = asked.ticket_hash
      returning t.*
    )
    select ticket_hash as "hash", user_id as "userId", family, device_id as "deviceId",
      access_expires_at as "accessExpiresAt"
    from gone where expires_at > now() and access_expires_at > now()`,
};

/**
 * Uses tickets up, each at most once in the list. Those that are unknown, used before or too old are
 * left out. Whether a holder may still do anything is for `Principals` to say.
 */
export async function redeemTickets(
  db: Database,
  tickets: readonly string[],
): Promise<Map<string, TicketHolder>> {
  const ticketOf = new Map(tickets.map((ticket) => [hashOpaqueToken(ticket), ticket]));
  const rows = await db.system((tx) =>
    tx.query<TicketHolder & { hash: string }>(REDEEM, [[...ticketOf.keys()]]),
  );
  return new Map(rows.map(({ hash, ...holder }) => [ticketOf.get(hash) ?? '', holder]));
}

const PEEK: Statement = {
  name: 'ticket-peek',
  text: `
    select from realtime_ticket
    where ticket_hash = $1 and expires_at > now() and access_expires_at > now()`,
};

/** Whether `redeemTicket` would give a holder now. The ticket is not used up. */
export async function isTicketGood(db: Database, ticket: string): Promise<boolean> {
  const rows = await db.system((tx) => tx.query(PEEK, [hashOpaqueToken(ticket)]), {
    readOnly: true,
  });
  return rows.length > 0;
}
