import { expect, test } from 'vitest';
import { ticketSeal } from '../../../server/auth/ticket-seal.ts';

const SECRET = 'a secret of the tests, at least 32 bytes';

test('tickets of one installation are known by all its gateways, and each is another', () => {
  const seal = ticketSeal(SECRET);
  const tickets = Array.from({ length: 20 }, () => seal.newTicket());
  expect(new Set(tickets).size).toBe(20);
  const other = ticketSeal(SECRET);
  expect(tickets.every((ticket) => other.isOurs(ticket))).toBe(true);
  // They go into an address as they are.
  expect(tickets.every((ticket) => encodeURIComponent(ticket) === ticket)).toBe(true);
});

test('what another secret made, was altered or made up is not', () => {
  const seal = ticketSeal(SECRET);
  const ticket = seal.newTicket();
  const [token = '', mark = ''] = ticket.split('.');
  const altered = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}.${mark}`;
  const strangers = [
    ...[ticketSeal(`${SECRET}!`).newTicket(), altered, token, `${token}.`, `.${mark}`, '.', ''],
    ...[`${ticket}.${mark}`, `${token}.${mark.slice(1)}`, 'bogus', 'ä.ö', `${token}.${token}`],
  ];
  expect(strangers.filter((one) => seal.isOurs(one))).toEqual([]);
});
