import { ticketSchema } from '../contract/session.ts';
import type { TicketAnswer } from './connection.ts';
import type { Session } from './session.ts';

const TICKET_TIMEOUT_MS = 10_000;

/** A ticket for one socket; `renew`: the server did not like the access token, get a new one first. */
export async function fetchTicket(
  session: Session,
  deviceId: string | null,
  renew: boolean,
): Promise<TicketAnswer> {
  if (renew) {
    const renewal = await session.renew();
    if (renewal === 'unreachable') return { kind: 'unreachable' };
  }
  if (session.view.get().status === 'signed-out') return { kind: 'signed-out' };
  const answer = await session.request({
    method: 'POST',
    path: '/api/v1/realtime/tickets',
    headers: {},
    body: deviceId === null ? {} : { deviceId },
    timeoutMs: TICKET_TIMEOUT_MS,
  });
  if (session.view.get().status === 'signed-out') return { kind: 'signed-out' };
  if (answer.kind === 'unreachable') return answer;
  if (answer.status === 403) return { kind: 'no-access' };
  if (answer.status === 429) return { kind: 'too-many' };
  const parsed = ticketSchema.safeParse(answer.body);
  return answer.status === 201 && parsed.success
    ? { kind: 'ticket', ticket: parsed.data.ticket }
    : { kind: 'unreachable' };
}
