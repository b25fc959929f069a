import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { assignNurse } from '../../../server/commands/assign-nurse.ts';
import { startBreak } from '../../../server/commands/start-break.ts';
import { type Clock, startClock } from '../../../server/clock/clock.ts';
import type { HouseState } from '../../../src-shared/contract/state/house-state.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import { type CommandHouse, openCommandHouse } from '../../support/command-house.ts';
import { until } from '../../support/until.ts';

let house: CommandHouse;
const clocks: Clock[] = [];
const errors: unknown[] = [];
let chores = 0;

beforeAll(async () => {
  house = await openCommandHouse();
});
afterAll(async () => {
  for (const clock of clocks) await clock.close();
  await house.close();
});

function start(): Clock {
  const clock = startClock({
    database: house.database,
    commands: house.commands,
    chores: [
      async () => {
        chores += 1;
      },
    ],
    onError: (error) => errors.push(error),
    everyMs: 50,
  });
  clocks.push(clock);
  return clock;
}

/** A shift as a row without events, as plans far ahead are. Times in seconds from now. */
async function plan(
  id: string,
  nurseId: string,
  wardId: string,
  startsIn: number,
  endsIn: number,
): Promise<void> {
  await house.test.query(
    `insert into shift (hospital_id, id, nurse_id, ward_id, starts_at, ends_at, status)
     values ('H1', $1, $2, $3, now() + make_interval(secs => $4), now() + make_interval(secs => $5),
       'planned')`,
    [id, nurseId, wardId, startsIn, endsIn],
  );
}

/** The same, as if the span were moved: what a test cannot wait for. */
async function moveShift(id: string, startsIn: number, endsIn: number): Promise<void> {
  await house.test.query(
    `update shift set starts_at = now() + make_interval(secs => $2),
       ends_at = now() + make_interval(secs => $3) where id = $1`,
    [id, startsIn, endsIn],
  );
}

async function houseState(): Promise<HouseState> {
  return (await house.snapshot('H1/_house')).state as HouseState;
}

async function nursesOf(ward: string): Promise<string[]> {
  return (await house.snapshot(ward)).state.nurses.map((nurse) => nurse.id);
}

async function typesOf(wardId: string): Promise<string[]> {
  const rows = await house.test.query<{ type: string }>(
    `select type from ward_event where hospital_id = 'H1' and ward_id = $1
       and actor = 'system:clock' order by seq`,
    [wardId],
  );
  return rows.map((row) => row.type);
}

async function agreed(): Promise<void> {
  for (const ward of await house.wards()) {
    expect(canonicalJson(await house.folded(ward))).toBe(
      canonicalJson((await house.snapshot(ward)).state),
    );
  }
}

test('plans are announced, shifts start and end, in the ward and in the pool', async () => {
  for (const nurseId of ['N-1', 'N-2', 'N-3', 'N-4']) await house.addNurse('H1', nurseId);
  await plan('ward', 'N-1', 'ICU', -10, 3600);
  await plan('pool', 'N-2', '_house', -10, 3600);
  await plan('soon', 'N-3', 'ICU', 3600, 7200);
  await plan('later', 'N-3', 'ICU', 200_000, 203_600);
  await plan('missed', 'N-4', 'ICU', -7200, -3600);
  start();
  await until(async () => (await nursesOf('H1/ICU')).includes('N-1'));
  await until(async () => (await nursesOf('H1/_house')).includes('N-2'));
  await until(async () => (await houseState()).shifts.some((shift) => shift.id === 'soon'));
  expect((await houseState()).shifts.map((shift) => shift.id)).toEqual(['soon']);
  const missed = await house.test.query(`select status from shift where id = 'missed'`);
  expect(missed).toEqual([{ status: 'cancelled' }]);
  await agreed();
  expect(errors).toEqual([]);
});

test('an announced shift starts: it leaves the plan and stands in its ward', async () => {
  await moveShift('soon', -1, 3600);
  await until(async () => (await nursesOf('H1/ICU')).includes('N-3'));
  expect((await houseState()).shifts).toEqual([]);
  await agreed();
});

test('a hospital gets its first rule pack once, and the chores are done', async () => {
  await until(async () => (await houseState()).packs.length === 1);
  const events = await typesOf('_house');
  expect(events.filter((type) => type === 'pack.updated')).toHaveLength(1);
  expect(chores).toBe(1);
  const partitions = await house.test.query(
    `select from pg_inherits where inhparent = 'ward_event'::regclass`,
  );
  expect(partitions).toHaveLength(5);
});

test('who has a patient stays in the ward when her shift ends, others leave it', async () => {
  const patient = { ref: '1', label: 'A' };
  const { stay } = await house.run(
    admitStay({ hospitalId: 'H1', wardId: 'ICU', bedId: 'B1', patient }),
  );
  await house.run(
    assignNurse({ hospitalId: 'H1', wardId: 'ICU', nurseId: 'N-1', stayId: stay.id }),
  );
  expect((await house.wardState('H1/ICU')).staffing).toMatchObject({ present: 2, required: 1 });
  await moveShift('ward', -7200, -1);
  await moveShift('soon', -3600, -1);
  await until(async () => (await nursesOf('H1/ICU')).join() === 'N-1');
  await until(async () => {
    const rows = await house.test.query(`select from shift where status = 'running'`);
    return rows.length === 1;
  });
  const posts = await house.test.query(
    `select from post where ward_id = 'ICU' and ended_at is null`,
  );
  expect(posts).toEqual([]);
  await agreed();
});

test('one shift ends as the next begins: the nurse goes from ward to ward', async () => {
  await plan('night', 'N-2', 'ED', 4000, 8000);
  await until(async () => (await houseState()).shifts.some((shift) => shift.id === 'night'));
  await house.test.query(
    `with clock as (select now() as now)
     update shift set starts_at = case id when 'pool' then now - interval '1 hour' else now end,
       ends_at = case id when 'pool' then now else now + interval '1 hour' end
     from clock where id in ('pool', 'night')`,
  );
  await until(async () => (await nursesOf('H1/ED')).includes('N-2'));
  expect(await nursesOf('H1/_house')).not.toContain('N-2');
  await agreed();
});

test('the verdict follows when a break is up, although nothing happens', async () => {
  await house.run(startBreak({ hospitalId: 'H1', nurseId: 'N-2', minutes: 30 }));
  expect((await house.wardState('H1/ED')).staffing?.present).toBe(0);
  // The break of half an hour, as if it had been given half an hour ago.
  const until2 = new Date(Date.now() + 400).toISOString();
  await house.test.query(
    `update ward_nurse set on_break_until = $1 where nurse_id = 'N-2' and ward_id = 'ED'`,
    [until2],
  );
  await house.test.query(
    `update ward_event set data = jsonb_set(data::jsonb, '{nurse,onBreakUntil}', to_jsonb($1::text))::json
     where type = 'nurse.break_started'`,
    [until2],
  );
  await house.test.query(`update ward set due_at = $1 where hospital_id = 'H1' and id = 'ED'`, [
    until2,
  ]);
  house.forget();
  await until(async () => (await house.wardState('H1/ED')).staffing?.present === 1);
  await agreed();
});

test('of two clocks one leads, and the other takes over', async () => {
  const second = start();
  const first = clocks[0] as Clock;
  await until(() => first.leads());
  expect(second.leads()).toBe(false);
  await first.close();
  await until(() => second.leads(), { within: 2_000 });
  await plan('relief', 'N-4', 'MS1', -1, 3600);
  await until(async () => (await nursesOf('H1/MS1')).includes('N-4'));
  await second.close();
  expect(errors).toEqual([]);
});
