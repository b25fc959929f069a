import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenTx, Statement } from '../../../server/db/database.ts';
import { setAcuity } from '../../../server/commands/set-acuity.ts';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { transferStay } from '../../../server/commands/transfer-stay.ts';
import { type CommandHouse, dispatcher, openCommandHouse } from '../../support/command-house.ts';

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
});
afterAll(() => house.close());

const ADD: Statement = { name: 'add', text: 'select $1::int + $2::int as sum, now() as at' };
const DIVIDE: Statement = { name: 'divide', text: 'select 1 / $1::int as part' };
const WRONG: Statement = { name: 'wrong', text: 'select nothing from nowhere' };

const begin = (): Promise<OpenTx> => house.database.begin({ hospitals: ['H1'] });

test('statements sent together answer each with its own rows', async () => {
  const tx = await begin();
  const [first, second, none] = await Promise.all([
    tx.query<{ sum: number; at: string }>(ADD, [1, 2]),
    tx.query<{ sum: number }>(ADD, [3, 4]),
    tx.query({ name: 'none', text: 'select 1 where false' }),
  ]);
  await tx.commit();
  expect(first).toEqual([{ sum: 3, at: expect.stringMatching(/^\d{4}-.*Z$/u) as string }]);
  expect(second[0]?.sum).toBe(7);
  expect(none).toEqual([]);
});

test('behind one that fails nothing runs, and nothing is committed', async () => {
  const tx = await begin();
  const outcomes = await Promise.allSettled([
    tx.query(ADD, [1, 1]),
    tx.query(DIVIDE, [0]),
    tx.query({ name: 'gone', text: `delete from ward returning id` }),
    tx.commit(),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'rejected',
  ]);
  for (const outcome of outcomes.slice(1)) {
    expect(outcome).toMatchObject({ reason: { code: '22012' } });
  }
  await tx.rollback();
  expect((await house.snapshot('H1/ICU')).state).toMatchObject({ wardId: 'ICU' });
});

test('after a failure nothing more is sent, and who asks all the same is told why', async () => {
  const tx = await begin();
  await expect(tx.query(DIVIDE, [0])).rejects.toMatchObject({ code: '22012' });
  await expect(tx.query(ADD, [1, 1])).rejects.toMatchObject({ code: '22012' });
  await expect(tx.commit()).rejects.toMatchObject({ code: '22012' });
  await tx.rollback();
  await expect(tx.query(ADD, [1, 1])).rejects.toThrow('by zero');
});

test('a statement that failed the first time works the next time, on the same connection', async () => {
  for (let round = 0; round < 15; round += 1) {
    const tx = await begin();
    await expect(tx.query(DIVIDE, [0])).rejects.toMatchObject({ code: '22012' });
    await tx.rollback();
    const again = await begin();
    expect(await again.query(DIVIDE, [1])).toEqual([{ part: 1 }]);
    await expect(again.query(WRONG)).rejects.toMatchObject({ code: '42P01' });
    await again.rollback();
  }
});

test('a value that cannot be sent fails its statement and leaves the connection usable', async () => {
  const endless: Record<string, unknown> = {};
  endless['itself'] = endless;
  const tx = await begin();
  await expect(tx.query(ADD, [endless, 1])).rejects.toThrow('circular');
  await tx.rollback();
  const next = await begin();
  expect(await next.query(ADD, [2, 2])).toMatchObject([{ sum: 4 }]);
  await next.commit();
});

test('a transaction that was given up before it sent anything leaves nothing open', async () => {
  const tx = await begin();
  await tx.rollback();
  const open = await house.test.query(
    `select from pg_stat_activity
     where datname = current_database() and state like 'idle in transaction%'`,
  );
  expect(open).toEqual([]);
});

test('what a command locks by memory is what it writes, wherever the patient has gone since', async () => {
  const second = house.secondGateway();
  const { stay } = await house.run(
    admitStay({ hospitalId: 'H1', wardId: 'ICU', patient: { ref: '7', label: 'G' } }),
  );
  const path = `/api/v1/stays/${stay.id}`;
  await house.run(setAcuity({ stayId: stay.id, acuity: 2 }));
  await second.execute(
    transferStay({ stayId: stay.id, wardId: 'MS1' }),
    house.request(dispatcher, `${path}/transfer`),
  );
  const { cursors } = await house.run(setAcuity({ stayId: stay.id, acuity: 4 }));
  expect(Object.keys(cursors)).toEqual(['H1/MS1']);
  expect((await house.wardState('H1/MS1')).stays).toMatchObject([{ id: stay.id, acuity: 4 }]);
  expect((await house.wardState('H1/ICU')).stays).toEqual([]);
});
