import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { verifyAudit } from '../../../server/db/audit-verify.ts';
import { keepDueRecords } from '../../../server/clock/record-keeper.ts';
import { keepEventPartitions } from '../../../server/db/event-partitions.ts';
import { readEvents } from '../../../server/db/ward-events.ts';
import { listRecords, readRecord } from '../../../server/db/ward-records.ts';
import { type CommandHouse, openCommandHouse } from '../../support/command-house.ts';

const DAY_MS = 24 * 3_600_000;

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
});
afterAll(() => house.close());

const admit = () =>
  house.run(admitStay({ hospitalId: 'H1', wardId: 'ICU', patient: { ref: '1', label: 'A' } }));

function nameOf(days: number): string {
  const day = new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  return `ward_event_${day.replaceAll('-', '')}`;
}

async function counts(): Promise<Record<string, number>> {
  const rows = await house.test.query<{ name: string; count: string }>(
    `select tableoid::regclass::text as name, count(*) from ward_event group by 1`,
  );
  return Object.fromEntries(rows.map((row) => [row.name, Number(row.count)]));
}

test('today and the days ahead get theirs, and take over what was written before', async () => {
  await admit();
  const before = await house.snapshot('H1/ICU');
  expect(Object.keys(await counts())).toEqual(['ward_event_other']);
  const { made, dropped } = await keepEventPartitions(house.database);
  expect(made).toEqual([0, 1, 2, 3].map(nameOf));
  expect(dropped).toEqual([]);
  await admit();
  expect(Object.keys(await counts())).toEqual([nameOf(0)]);
  expect(await house.folded('H1/ICU')).toEqual((await house.snapshot('H1/ICU')).state);
  expect((await house.snapshot('H1/ICU')).cursor.seq).toBeGreaterThan(before.cursor.seq);
  expect(await keepEventPartitions(house.database)).toEqual({ made: [], dropped: [] });
});

test('several clocks at once do no harm', async () => {
  for (const days of [1, 2, 3]) await house.test.query(`drop table ${nameOf(days)}`);
  const all = await Promise.all(
    Array.from({ length: 4 }, () => keepEventPartitions(house.database)),
  );
  expect(all.flatMap(({ made }) => made).sort()).toEqual([1, 2, 3].map(nameOf));
});

test('new partitions are out of reach but through their table', async () => {
  const direct = house.database.app(['H1'], (tx) =>
    tx.query({ name: 'direct', text: `select from ${nameOf(0)}` }),
  );
  await expect(direct).rejects.toThrow(/permission denied/);
});

test('what is past retention goes once it is in a record, and every log knows from where on it is kept', async () => {
  const head = (await house.snapshot('H1/ICU')).cursor.seq;
  const old = new Date(Date.now() - 40 * DAY_MS).toISOString().slice(0, 10);
  const name = nameOf(-40);
  await house.test.query(
    `create table ${name} partition of ward_event for values from ('${old}T00:00:00Z')
       to ('${old}T00:00:00Z'::timestamptz + interval '1 day')`,
  );
  // The first three events become those of that day.
  await house.test.query(
    `update ward_event set at = '${old}T12:00:00Z'
     where hospital_id = 'H1' and ward_id = 'ICU' and seq <= 3`,
  );
  expect((await counts())[name]).toBe(3);
  const page = (after: number) =>
    house.database.system((tx) => readEvents(tx, 'H1/ICU', after, 100));
  expect((await page(0)).events).toHaveLength(head);

  // Nobody has kept a record of that day: the clock has stood still since.
  expect((await keepEventPartitions(house.database)).dropped).toEqual([]);
  expect((await page(0)).events).toHaveLength(head);
  const firstEvents = await house.test.query<{ id: string }>(
    `select id from ward_event where hospital_id = 'H1' and ward_id = 'ICU' and seq <= 3`,
  );
  expect(firstEvents).toHaveLength(3);
  const now = new Date().toISOString();
  expect(await keepDueRecords(house.database, now)).toBeGreaterThan(2 * 35);
  const icu = { hospitalId: 'H1', wardId: 'ICU' };
  const span = { from: `${old}T00:00:00Z`, to: now };
  const records = await house.database.system((tx) => listRecords(tx, icu, span));
  const kept = await house.database.system((tx) => readRecord(tx, icu, records.at(-1)!.startsAt));

  expect((await keepEventPartitions(house.database)).dropped).toEqual([name]);
  // The record outlives the events that it was made from.
  expect(
    await house.database.system((tx) => readRecord(tx, icu, records.at(-1)!.startsAt)),
  ).toEqual(kept);
  expect(kept).toMatchObject({ hospitalId: 'H1', wardId: 'ICU', complete: true });
  await expect(page(0)).rejects.toMatchObject({ code: 'history_gone' });
  await expect(page(2)).rejects.toMatchObject({ code: 'history_gone' });
  expect((await page(3)).events.map((event) => event.seq)).toEqual(
    Array.from({ length: head - 3 }, (_, index) => index + 4),
  );
  const [ward] = await house.test.query<{ kept_after: string }>(
    `select kept_after from ward where hospital_id = 'H1' and id = 'ICU'`,
  );
  expect(Number(ward?.kept_after)).toBe(3);
  const other = await house.database.system((tx) => readEvents(tx, 'H1/ED', 0, 100));
  expect(other.events.length).toBeGreaterThan(0);
  const faults = (await verifyAudit(house.database)).faults;
  expect(faults).toEqual([]);
  await admit();
});
