import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import type { Command } from '../../../server/commands/command.ts';
import { dischargeStay } from '../../../server/commands/discharge-stay.ts';
import { setAcuity } from '../../../server/commands/set-acuity.ts';
import {
  type Answer,
  type CommandHouse,
  dispatcher,
  openCommandHouse,
  user,
} from '../../support/command-house.ts';

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
});
afterAll(() => house.close());

const body = (ref: string): object => ({ hospitalId: 'H1', wardId: 'ICU', patient: { ref } });

function admit(bedId: string | null = null): Command {
  return admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId, patient: { ref: '1', label: 'A' } });
}

async function census(): Promise<number> {
  return (await house.wardState('H1/ICU')).stays.length;
}

test('the same key and body answer as the first time, and nothing happens again', async () => {
  const key = randomUUID();
  const first = await house.run(admit(), dispatcher, { key, body: body('1') });
  const before = await house.snapshot('H1/ICU');
  const again = await house.run(admit(), dispatcher, { key, body: body('1') });
  expect(again).toEqual(first);
  expect(await house.snapshot('H1/ICU')).toEqual(before);
});

test('the order of keys in the body does not make it another one', async () => {
  const key = randomUUID();
  const first = await house.run(admit(), dispatcher, { key, body: { a: 1, b: [2, 1] } });
  const again = await house.run(admit(), dispatcher, { key, body: { b: [2, 1], a: 1 } });
  expect(again.stay.id).toBe(first.stay.id);
});

test('the same key with another body is refused', async () => {
  const key = randomUUID();
  await house.run(admit(), dispatcher, { key, body: body('1') });
  const before = await census();
  expect(await house.refusal(admit(), dispatcher, { key, body: body('2') })).toBe(
    'idempotency_key_reused',
  );
  expect(await census()).toBe(before);
});

test('the same key for another address, or of another user, is another key', async () => {
  const key = randomUUID();
  const first = await house.run(admit(), dispatcher, { key });
  const elsewhere = await house.run(admit(), dispatcher, { key, path: '/another' });
  const somebody = await house.run(admit(), user('other', ['dispatcher'], ['H1']), { key });
  expect(new Set([first, elsewhere, somebody].map((answer) => answer.stay.id)).size).toBe(3);
});

test('twenty at once with one key are one command', async () => {
  const key = randomUUID();
  const before = await census();
  const second = house.secondGateway();
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      if (index % 2 === 0) return house.run(admit(), dispatcher, { key });
      const request = house.request(dispatcher, '/admit-stay', { key });
      const { status, answer } = await second.execute(admit(), request);
      return { status, ...answer } as Answer;
    }),
  );
  expect(new Set(answers.map((answer) => answer.stay.id)).size).toBe(1);
  expect(await census()).toBe(before + 1);
});

test('what was refused is judged anew under the same key', async () => {
  const occupant = await house.run(admit('B1'));
  const key = randomUUID();
  expect(await house.refusal(admit('B1'), dispatcher, { key })).toBe('bed_occupied');
  const rows = await house.test.query('select from idempotency_key where key = $1', [key]);
  expect(rows).toHaveLength(0);
  await house.run(dischargeStay({ stayId: occupant.stay.id }));
  expect((await house.run(admit('B1'), dispatcher, { key })).status).toBe(201);
});

test('a kept answer is given only to who may still run the command', async () => {
  const key = randomUUID();
  const { stay } = await house.run(admit());
  const command = (): Command => setAcuity({ stayId: stay.id, acuity: 2 });
  const first = await house.run(command(), dispatcher, { key });
  const asNurse = user('dispatcher', ['nurse'], ['H1']);
  expect(await house.refusal(command(), asNurse, { key })).toBe('forbidden');
  const gone = user('dispatcher', ['dispatcher'], ['H2']);
  expect(await house.refusal(command(), gone, { key })).toBe('not_found');
  expect(await house.run(command(), dispatcher, { key })).toEqual(first);
});

test('a key used in a hospital that the user has left says nothing of it', async () => {
  const key = randomUUID();
  await house.run(admit(), user('both', ['dispatcher'], ['H1', 'H2']), { key, body: body('1') });
  const other = admitStay({ hospitalId: 'H2', wardId: 'ICU', patient: { ref: '1', label: 'A' } });
  const left = user('both', ['dispatcher'], ['H2']);
  expect(await house.refusal(other, left, { key, body: body('1') })).toBe('idempotency_key_reused');
});

test('a kept answer comes before the command would have expired', async () => {
  const key = randomUUID();
  const first = await house.run(admit(), dispatcher, { key });
  const late = { expires: '2020-01-01T00:00:00.000Z' };
  expect(await house.run(admit(), dispatcher, { key, headers: late })).toEqual(first);
  expect(await house.refusal(admit(), dispatcher, { headers: late })).toBe('command_expired');
});

test('events carry the key as their commandId', async () => {
  const key = randomUUID();
  await house.run(admit(), dispatcher, { key });
  const rows = await house.test.query<{ command_id: string }>(
    `select command_id from ward_event where command_id = $1`,
    [key],
  );
  expect(rows.length).toBeGreaterThan(0);
});
