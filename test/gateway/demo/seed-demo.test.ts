import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../server/db/database.ts';
import { verifyEpoch } from '../../../server/db/epoch.ts';
import { parseStoredEvent } from '../../../server/db/event-text.ts';
import { migrate } from '../../../server/db/migrate.ts';
import { readEvents } from '../../../server/db/ward-events.ts';
import { snapshotIn } from '../../../server/db/ward-snapshot.ts';
import { rollShifts } from '../../../server/demo/roll-shifts.ts';
import { seedDemo } from '../../../server/demo/seed-demo.ts';
import { shiftsBetween } from '../../../server/demo/shift-pattern.ts';
import { parseWardKey, wardKey } from '../../../src-shared/contract/ids.ts';
import { logStateSchema } from '../../../src-shared/contract/state/log-state.ts';
import { applyEvents } from '../../../src-shared/domain/log/apply-event.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import { emptyState } from '../../../src-shared/domain/log/empty-state.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

const HOUR_MS = 3_600_000;

let test: TestDatabase;
let database: Database;
let seeded: boolean[];
beforeAll(async () => {
  test = await createTestDatabase();
  await migrate(test.url);
  database = openDatabase({
    url: test.url,
    maxConnections: 10,
    applicationName: 'wardline demo test',
    onIdleError: () => undefined,
  });
  await verifyEpoch(database);
  seeded = await Promise.all([seedDemo(database), seedDemo(database), seedDemo(database)]);
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

describe('the demo', () => {
  it('is made once, whoever comes first', async () => {
    expect(seeded.toSorted()).toEqual([false, false, true]);
    expect(await seedDemo(database)).toBe(false);
  });

  it('has fifteen hospitals, 450 wards and the users of the contract', async () => {
    const [counts] = await test.query(`
      select (select count(*)::int from hospital) as hospitals,
        (select count(*)::int from ward where id <> '_house') as wards,
        (select count(*)::int from bed) as beds,
        (select array_agg(id order by id) from ward where hospital_id = 'H1'
          and id in ('ICU', 'ED', 'MS1')) as named,
        (select json_object_agg(user_id, n order by user_id) from (
          select user_id, count(*) as n from membership
          where user_id in ('admin', 'dispatcher', 'nurse') group by user_id) m) as memberships,
        (select count(*)::int from membership where user_id like 'N-%') as "chargeNurses",
        (select user_id from nurse where hospital_id = 'H1' and id = 'N-0001') as nurse`);
    expect(counts).toEqual({
      hospitals: 15,
      wards: 450,
      beds: 9_180,
      named: ['ED', 'ICU', 'MS1'],
      memberships: { admin: 15, dispatcher: 15, nurse: 1 },
      // Two teams a ward, one of them led by the demo's nurse.
      chargeNurses: 2 * 450 - 1,
      nurse: 'nurse',
    });
  });

  it('has logs that fold to their states, from the first event on', async () => {
    const wards = await test.query<{ hospital_id: string; id: string }>(
      `select hospital_id, id from ward where hospital_id in ('H1', 'H15')`,
    );
    expect(wards).toHaveLength(62);
    for (const { hospital_id: hospitalId, id } of wards) {
      const key = wardKey({ hospitalId, wardId: id });
      const { snapshot, page } = await database.system(async (tx) => ({
        snapshot: await snapshotIn(tx, key),
        page: await readEvents(tx, key, 0, 100_000),
      }));
      const folded = applyEvents(emptyState(parseWardKey(key)), page.events.map(parseStoredEvent));
      expect(canonicalJson(folded)).toBe(canonicalJson(snapshot?.state));
      expect(logStateSchema.safeParse(snapshot?.state).success).toBe(true);
    }
  });

  it('looks alive at once: most patients have a nurse, most wards have enough', async () => {
    const [row] = await test.query<Record<string, number>>(`
      select (select count(*)::int from stay) as stays,
        (select count(distinct stay_id)::int from assignment) as cared,
        (select count(*)::int from ward where (staffing->>'required')::int is not null) as judged,
        (select count(*)::int from ward
          where (staffing->>'present')::int < (staffing->>'required')::int) as short,
        (select count(*)::int from ward_nurse where ward_id = '_house') as pool`);
    const { stays = 0, cared = 0, judged = 0, short = 0, pool = 0 } = row ?? {};
    expect(stays).toBeGreaterThan(5_000);
    expect(cared / stays).toBeGreaterThan(0.9);
    // Outside California there are rules that speak of few kinds of unit.
    expect(judged).toBeGreaterThan(350);
    expect(short / judged).toBeGreaterThan(0.02);
    expect(short / judged).toBeLessThan(0.4);
    expect(pool).toBeGreaterThan(50);
  });

  it('has somebody in charge on duty in every ward, whom an alert can reach', async () => {
    const led = await test.query(`
      select w.hospital_id, w.id from ward w where w.id <> '_house' and not exists (
        select from ward_nurse wn join nurse n on n.hospital_id = wn.hospital_id and n.id = wn.nurse_id
        where wn.hospital_id = w.hospital_id and wn.ward_id = w.id and wn.shift_ends_at > now()
          and 'charge' = any (n.competencies) and n.licence = 'RN' and n.user_id is not null)`);
    expect(led).toEqual([]);
  });

  it('has every bed in the location mapping', async () => {
    const missing = await test.query(`
      select b.id from bed b where not exists (
        select from location l where l.hospital_id = b.hospital_id and l.ward_id = b.ward_id
          and l.bed_id = b.id and l.point_of_care = b.ward_id and l.facility = b.hospital_id)`);
    expect(missing).toEqual([]);
  });

  it('plans shifts ahead, once, and each nurse one at a time', async () => {
    const later = Date.now() + 30 * HOUR_MS;
    expect(await rollShifts(database, later)).toBeGreaterThan(1_000);
    expect(await rollShifts(database, later)).toBe(0);
    const [last] = await test.query<{ until: string }>(
      `select max(starts_at)::text as until from shift where nurse_id = 'N-0001'`,
    );
    expect(Date.parse(last?.until ?? '')).toBeGreaterThan(later + 36 * HOUR_MS);
  });

  it('goes on after it stood still for a month', async () => {
    const later = Date.now() + 30 * 24 * HOUR_MS;
    await rollShifts(database, later);
    const [now] = await test.query<{ n: number }>(
      `select count(*)::int as n from shift
       where status = 'planned' and starts_at <= $1 and ends_at > $1`,
      [new Date(later).toISOString()],
    );
    expect(now?.n).toBeGreaterThan(2_000);
  });
});

describe('the pattern of shifts', () => {
  const noon = Date.parse('2026-05-05T12:00:00Z');
  const opening = Date.parse('2026-04-30T09:14:00Z');

  it('has a day and a night, one after the other', () => {
    const day = shiftsBetween('day', 'usual', opening, noon, noon + 24 * HOUR_MS);
    const night = shiftsBetween('night', 'usual', opening, noon, noon + 24 * HOUR_MS);
    expect(day.map(({ startsAt }) => new Date(startsAt).toISOString())).toEqual([
      '2026-05-05T07:00:00.000Z',
      '2026-05-06T07:00:00.000Z',
    ]);
    expect(night.map(({ startsAt }) => new Date(startsAt).toISOString())).toEqual([
      '2026-05-05T19:00:00.000Z',
    ]);
  });

  it('has nobody on duty whose shift ends in the first hours', () => {
    for (const minutes of [0, 1, 29, 30, 59, 719, 720, 1439]) {
      const start = opening + minutes * 60_000;
      for (const change of ['early', 'usual', 'late'] as const) {
        const [running] = shiftsBetween('always', change, start, start, start + HOUR_MS);
        expect(running?.startsAt).toBeLessThanOrEqual(start);
        expect(running?.endsAt).toBeGreaterThan(start + 8 * HOUR_MS);
      }
    }
  });

  it('leaves no gap for who is always on duty', () => {
    const all = shiftsBetween('always', 'early', opening, noon, noon + 72 * HOUR_MS);
    expect(all[0]?.startsAt).toBeLessThanOrEqual(noon);
    for (const [index, shift] of all.slice(1).entries()) {
      expect(shift.startsAt).toBe(all[index]?.endsAt);
    }
  });
});
