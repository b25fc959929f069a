import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { forgetIntake } from '../../server/db/intake-retention.ts';
import { at, LIND, openIntakeHouse } from './intake-house.ts';
import type { IntakeHouse } from './intake-house.ts';

let house: IntakeHouse;
beforeAll(async () => {
  house = await openIntakeHouse();
});
afterEach(async () => {
  await house.check();
  await house.reset();
});
afterAll(() => house.close());

const CUTOFF = new Date('2026-06-01T00:00:00Z');

/** All that has come in until now came in long ago. */
async function age(): Promise<void> {
  await house.test.query(`update intake_message set received_at = '2026-03-01T12:00:00Z'`);
}

async function left(): Promise<Record<string, number>> {
  const [row] = await house.test.query<Record<string, number>>(`
    select (select count(*)::int from intake_message) as messages,
      (select count(*)::int from intake_instruction) as instructions,
      (select count(*)::int from intake_merge) as merges,
      (select count(*)::int from intake_visit) as visits`);
  return row ?? {};
}

it('the messages of a visit that is over go together, and their visit with them', async () => {
  await house.send({ trigger: 'A01', location: at('ICU/B1') });
  await house.send({ trigger: 'A05', location: at('ICU/B1') });
  await house.send({ trigger: 'A03' });
  await age();
  expect(await forgetIntake(house.database, CUTOFF)).toBe(3);
  expect(await left()).toEqual({ messages: 0, instructions: 0, merges: 0, visits: 0 });
  await house.send({ trigger: 'A01', location: at('ICU/B2') });
  expect(await house.board()).toEqual({ 'R. Okafor': 'ICU/B2' });
});

it('nothing goes that came in lately, nor the older messages of its visit', async () => {
  await house.send({ trigger: 'A01', location: at('ICU/B1') });
  await age();
  await house.send({ trigger: 'A03' });
  await house.send({ trigger: 'A01', location: at('ICU/B1'), ...LIND });
  await house.send({ trigger: 'A03', ...LIND });
  const before = await left();
  expect(await forgetIntake(house.database, CUTOFF)).toBe(0);
  expect(await left()).toEqual(before);
});

it('what an open stay needs stays, with the merges that made its patient', async () => {
  const old = { patient: 'OLD^^^H1^MR', visit: '', name: 'Bell^R' };
  await house.send({ trigger: 'A01', location: at('ICU/B1'), ...old });
  await house.send({ ...old, trigger: 'A40', patient: 'NEW', merged: 'OLD', without: ['PV1'] });
  await house.send({ trigger: 'A01', location: at('ICU/B2'), ...LIND });
  await house.send({ trigger: 'A03', ...LIND });
  await age();
  expect(await forgetIntake(house.database, CUTOFF)).toBe(2);
  expect(await left()).toMatchObject({ messages: 2, merges: 1 });
  await house.send({ trigger: 'A12', patient: 'NEW', visit: '', name: '' });
  await house.send({ trigger: 'A02', location: at('MS1/B1'), patient: 'NEW', visit: '', name: '' });
  expect(await house.board()).toEqual({ 'R. Bell': 'MS1/B1' });
});

it('what an administrator has yet to see to stays until she has', async () => {
  await house.send({ trigger: 'A01', location: 'NEW^1^A' });
  const { id } = await house.latest();
  await age();
  expect(await forgetIntake(house.database, CUTOFF)).toBe(0);
  await house.dismiss(id);
  expect(await forgetIntake(house.database, CUTOFF)).toBe(1);
  expect(await left()).toEqual({ messages: 0, instructions: 0, merges: 0, visits: 0 });
});
