import { afterAll, beforeAll, expect, test } from 'vitest';
import { committedEvent } from '../../../server/bus/bus-event.ts';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { setAcuity } from '../../../server/commands/set-acuity.ts';
import { eventText, parseStoredEvent } from '../../../server/db/event-text.ts';
import { createWardReads, type WardReads } from '../../../server/db/ward-reads.ts';
import { readEvents } from '../../../server/db/ward-events.ts';
import { readSnapshot } from '../../../server/db/ward-snapshot.ts';
import { wardEventSchema } from '../../../src-shared/contract/events/ward-event.ts';
import { wardStateSchema } from '../../../src-shared/contract/state/ward-state.ts';
import { houseStateSchema } from '../../../src-shared/contract/state/house-state.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import { type CommandHouse, openCommandHouse } from '../../support/command-house.ts';

let house: CommandHouse;
let reads: WardReads;
beforeAll(async () => {
  house = await openCommandHouse();
  reads = createWardReads(house.database);
  const patient = { ref: '1', label: 'Ünïcode "quoted" \\ \u2028 \t' };
  const { stay } = await house.run(
    admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId: 'B1', patient }),
  );
  for (let turn = 0; turn < 30; turn += 1) {
    await house.run(setAcuity({ stayId: stay.id, acuity: (turn % 5) + 1 }));
  }
});
afterAll(() => house.close());

const page = (ward: string, after: number, limit: number) =>
  house.database.system((tx) => readEvents(tx, ward, after, limit));

test('heads of some wards, of all, and of none', async () => {
  const { cursor } = await house.snapshot('H1/ICU');
  const some = await reads.heads(['H1/ICU', 'H2/ICU', 'H1/NONE', 'H9/ICU']);
  expect(some.epoch).toBe(cursor.epoch);
  expect([...some.heads.keys()].sort()).toEqual(['H1/ICU', 'H2/ICU']);
  expect(some.heads.get('H1/ICU')).toBe(cursor.seq);
  expect((await reads.allHeads()).heads.size).toBe(8);
  expect(await reads.heads([])).toEqual({ epoch: cursor.epoch, heads: new Map() });
  expect((await reads.heads(['H1/NONE'])).epoch).toBe(cursor.epoch);
});

test('pages are gapless and end at their cursor; only the last says there is no more', async () => {
  const head = (await house.snapshot('H1/ICU')).cursor.seq;
  const seqs: number[] = [];
  for (let after = 0; ;) {
    const { cursor, events, more } = await page('H1/ICU', after, 7);
    expect(events.at(-1)?.seq).toBe(cursor.seq);
    seqs.push(...events.map((event) => event.seq));
    after = cursor.seq;
    expect(more).toBe(after < head);
    if (!more) break;
  }
  expect(seqs).toEqual(Array.from({ length: head }, (_, index) => index + 1));
  expect(await page('H1/ICU', head, 7)).toMatchObject({ events: [], more: false });
});

test('after the head, or before what is kept: gone; an unknown ward: not found', async () => {
  const head = (await house.snapshot('H1/ICU')).cursor.seq;
  await expect(page('H1/ICU', head + 1, 10)).rejects.toMatchObject({ code: 'history_gone' });
  await expect(page('H1/NONE', 0, 10)).rejects.toMatchObject({ code: 'not_found' });
  await house.test.query(`update ward set kept_after = 5 where hospital_id = 'H1' and id = 'ICU'`);
  await expect(page('H1/ICU', 4, 10)).rejects.toMatchObject({ code: 'history_gone' });
  expect((await page('H1/ICU', 5, 1)).events[0]?.seq).toBe(6);
  await house.test.query('update ward set kept_after = 0');
});

test('a hole is never handed out as a page', async () => {
  await house.test.query(
    `create table removed as select * from ward_event where ward_id = 'ICU' and seq = 9`,
  );
  await house.test.query(`delete from ward_event where ward_id = 'ICU' and seq = 9`);
  await expect(page('H1/ICU', 5, 10)).rejects.toMatchObject({ code: 'history_gone' });
  expect(await reads.eventsAfter('H1/ICU', (await reads.allHeads()).epoch, 5, 10)).toEqual([]);
  await house.test.query('insert into ward_event select * from removed');
});

test('events older than a few hours are found all the same', async () => {
  const later = Date.now() + 48 * 3_600_000;
  const found = await house.database.system((tx) => readEvents(tx, 'H1/ICU', 3, 5, later));
  expect(found.events.map((event) => event.seq)).toEqual([4, 5, 6, 7, 8]);
});

test("the bus's text is the same from the rows as from the event, of this epoch alone", async () => {
  const { epoch } = await reads.allHeads();
  const texts = await reads.eventsAfter('H1/ICU', epoch, 0, 1000);
  const { events } = await page('H1/ICU', 0, 1000);
  expect(texts).toEqual(
    events.map((event) => committedEvent('H1/ICU', epoch, parseStoredEvent(event))),
  );
  for (const event of events) {
    expect(wardEventSchema.parse(JSON.parse(eventText(event)))).toEqual(parseStoredEvent(event));
  }
  expect(await reads.eventsAfter('H1/ICU', 'another', 0, 1000)).toEqual([]);
  expect(await reads.eventsAfter('H1/NONE', epoch, 0, 1000)).toEqual([]);
});

test('states are of the contract, and null where there is no ward', async () => {
  const ward = await reads.snapshot('H1/ICU');
  expect(wardStateSchema.parse(ward?.state)).toEqual(ward?.state);
  const log = await reads.snapshot('H1/_house');
  expect(houseStateSchema.parse(log?.state)).toEqual(log?.state);
  expect(await reads.snapshot('H1/NONE')).toBeNull();
  const sight = { hospitals: ['H1'] };
  const seen = await readSnapshot(house.database, sight, 'H1/ICU');
  expect(canonicalJson(seen?.state)).toBe(canonicalJson(ward?.state));
});
