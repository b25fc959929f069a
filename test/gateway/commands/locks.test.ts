import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { assignNurse } from '../../../server/commands/assign-nurse.ts';
import { dischargeStay } from '../../../server/commands/discharge-stay.ts';
import { endShift } from '../../../server/commands/end-shift.ts';
import { moveNurse } from '../../../server/commands/move-nurse.ts';
import { setAcuity } from '../../../server/commands/set-acuity.ts';
import { swapBeds } from '../../../server/commands/swap-beds.ts';
import { transferStay } from '../../../server/commands/transfer-stay.ts';
import { isUnavailable } from '../../../server/db/postgres-errors.ts';
import { canonicalJson } from '../../../src-shared/domain/log/canonical-json.ts';
import { Refusal } from '../../../src-shared/domain/refusal.ts';
import { type CommandHouse, dispatcher, openCommandHouse } from '../../support/command-house.ts';
import { until } from '../../support/until.ts';

const hospitalId = 'H1';
const patient = { ref: '1', label: 'A' };

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
});
afterAll(() => house.close());

async function admitted(wardId: string, bedId: string | null = null): Promise<string> {
  const { stay } = await house.run(admitStay({ hospitalId, wardId, bedId, patient }));
  return stay.id;
}

/** A connection of its own that holds a ward's row, as a command in the middle of its work does. */
async function holdWard(wardId: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: house.test.url });
  await client.connect();
  await client.query('begin');
  await client.query(`select from ward where hospital_id = 'H1' and id = $1 for no key update`, [
    wardId,
  ]);
  return client;
}

/** How many statements wait for a lock. */
async function waiting(): Promise<number> {
  const rows = await house.test.query(
    `select from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}

async function agreed(...wards: string[]): Promise<void> {
  for (const ward of wards) {
    expect(canonicalJson(await house.folded(ward))).toBe(
      canonicalJson((await house.snapshot(ward)).state),
    );
  }
}

test('transfers in opposite directions never lock each other out', async () => {
  const second = house.secondGateway();
  const stays = await Promise.all(
    Array.from({ length: 12 }, (_, index) => admitted(index % 2 === 0 ? 'ICU' : 'ED')),
  );
  await Promise.all(
    stays.flatMap((stayId, index) =>
      Array.from({ length: 10 }, async (_, turn) => {
        const wardId = (index + turn) % 2 === 0 ? 'ED' : 'ICU';
        const gateway = turn % 2 === 0 ? house.commands : second;
        await gateway.execute(
          transferStay({ stayId, wardId }),
          house.request(dispatcher, `/${stayId}/${wardId}`),
        );
      }),
    ),
  );
  const [stats] = await house.test.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  expect(Number(stats?.deadlocks)).toBe(0);
  await agreed('H1/ICU', 'H1/ED');
});

test('a command whose patient moves away while it waits follows the patient', async () => {
  const stayId = await admitted('ICU');
  const holder = await holdWard('ICU');
  const acuity = house.run(setAcuity({ stayId, acuity: 5 }));
  // The rows will be moved without events, so the ward that it follows into does not know the
  // patient. Expected from here on, because the refusal may come before the holder is gone.
  const refused = expect(acuity).rejects.toMatchObject({ code: 'not_found' });
  await until(async () => (await waiting()) === 1, { what: 'the command to wait' });
  // The transfer that the holder is about to commit, as its rows.
  await holder.query(`update stay set ward_id = 'MS1' where id = $1`, [stayId]);
  await holder.query('commit');
  await holder.end();
  await refused;
  await house.test.query(`update stay set ward_id = 'ICU' where id = $1`, [stayId]);
  await house.run(setAcuity({ stayId, acuity: 4 }));
});

test('the time of an event is read after the lock was got, not before', async () => {
  const stayId = await admitted('MS1');
  const holder = await holdWard('MS1');
  const acuity = house.run(setAcuity({ stayId, acuity: 2 }));
  await until(async () => (await waiting()) === 1, { what: 'the command to wait' });
  const { rows } = await holder.query<{ now: Date }>('select clock_timestamp() as now');
  await holder.query('commit');
  await holder.end();
  await acuity;
  const [event] = await house.test.query<{ at: Date }>(
    `select at from ward_event where ward_id = 'MS1' and type = 'stay.updated'
     order by seq desc limit 1`,
  );
  const released = rows[0]?.now.getTime() ?? Infinity;
  expect(event?.at.getTime()).toBeGreaterThanOrEqual(released);
});

test('where the clock of the database went back, time stands still along the log', async () => {
  const stayId = await admitted('ED');
  const ahead = new Date(Date.now() + 600_000).toISOString();
  await house.test.query(`update ward set last_at = $1 where hospital_id = 'H1' and id = 'ED'`, [
    ahead,
  ]);
  await house.run(setAcuity({ stayId, acuity: 2 }));
  const [event] = await house.test.query<{ at: Date }>(
    `select at from ward_event where ward_id = 'ED' order by seq desc limit 1`,
  );
  expect(event?.at.toISOString()).toBe(ahead);
});

test('a connection cut in the middle leaves nothing behind, and the same key may try again', async () => {
  const stayId = await admitted('ICU');
  const before = await house.snapshot('H1/ICU');
  const key = randomUUID();
  const holder = await holdWard('ICU');
  const acuity = house.run(setAcuity({ stayId, acuity: 1 }), dispatcher, { key });
  const settled = acuity.then(
    () => null,
    (error: unknown) => error,
  );
  await until(async () => (await waiting()) === 1, { what: 'the command to wait' });
  await house.test.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  const error = await settled;
  expect(error).not.toBeInstanceOf(Refusal);
  expect(isUnavailable(error)).toBe(true);
  await holder.query('rollback');
  await holder.end();
  expect(await house.snapshot('H1/ICU')).toEqual(before);
  const answer = await house.run(setAcuity({ stayId, acuity: 1 }), dispatcher, { key });
  expect(answer.stay.acuity).toBe(1);
});

test('two patients swap beds under the index that keeps a bed for one', async () => {
  const [first, second, third] = [
    await admitted('MS1', 'B1'),
    await admitted('MS1', 'B2'),
    await admitted('MS1'),
  ];
  await house.run(swapBeds({ stayId: first, withStayId: second }));
  await house.run(swapBeds({ stayId: third, withStayId: second }));
  const beds = (await house.wardState('H1/MS1')).stays.map((stay) => [stay.id, stay.bedId]);
  expect(Object.fromEntries(beds)).toMatchObject({ [first]: 'B2', [second]: null, [third]: 'B1' });
  await agreed('H1/MS1');
  const taken = house.test.query(`update stay set bed_id = 'B2' where id = $1`, [third]);
  await expect(taken).rejects.toMatchObject({ constraint: 'stay_bed' });
});

test('the rows themselves refuse a nurse with two shifts at a time', async () => {
  await house.addNurse('H1', 'N-1');
  await house.startShift('H1', 'N-1', 'ICU');
  const second = house.test.query(
    `insert into shift (hospital_id, id, nurse_id, ward_id, starts_at, ends_at, status)
     values ('H1', 'second', 'N-1', 'ED', now(), now() + interval '1 hour', 'planned')`,
  );
  await expect(second).rejects.toMatchObject({ constraint: 'shift_overlaps' });
});

test('of two dispatchers who move the same nurse at once, both are right one after the other', async () => {
  await house.addNurse('H1', 'N-2');
  await house.startShift('H1', 'N-2', 'ICU');
  await Promise.all(
    ['ED', 'MS1', '_house', 'ED', 'MS1', 'ICU'].map((wardId) =>
      house.run(moveNurse({ hospitalId, nurseId: 'N-2', wardId })),
    ),
  );
  const running = await house.test.query<{ ward_id: string }>(
    `select ward_id from shift where nurse_id = 'N-2' and status = 'running'`,
  );
  expect(running).toHaveLength(1);
  const standing = await house.test.query<{ ward_id: string }>(
    `select ward_id from ward_nurse where nurse_id = 'N-2'`,
  );
  expect(standing).toEqual(running);
  await agreed('H1/ICU', 'H1/ED', 'H1/MS1', 'H1/_house');
});

test('several commands of the system commit together, or not at all', async () => {
  const stayId = await admitted('ICU', 'B6');
  const before = await house.snapshot('H1/ICU');
  const failing = house.commands.system('system:intake', async (run) => {
    await run.execute(setAcuity({ stayId, acuity: 3 }));
    await run.execute(admitStay({ hospitalId, wardId: 'ICU', bedId: 'B6', patient }));
  });
  await expect(failing).rejects.toMatchObject({ code: 'bed_occupied' });
  expect(await house.snapshot('H1/ICU')).toEqual(before);

  const published = house.published.length;
  let attempts = 0;
  const answers = await house.commands.system('system:intake', async (run) => {
    attempts += 1;
    // A refusal that is caught leaves the transaction as it was.
    const occupied = run.execute(admitStay({ hospitalId, wardId: 'ICU', bedId: 'B6', patient }));
    await expect(occupied).rejects.toMatchObject({ code: 'bed_occupied' });
    // Needs a ward that comes before the one locked so far: the whole begins anew.
    const moved = await run.execute(transferStay({ stayId, wardId: 'ED' }));
    const added = await run.execute(admitStay({ hospitalId, wardId: 'ICU', bedId: 'B6', patient }));
    return [moved, added];
  });
  expect(attempts).toBe(2);
  expect(answers).toMatchObject([{ stay: { id: stayId, bedId: null } }, { stay: { bedId: 'B6' } }]);
  const batches = house.published.slice(published);
  expect(new Set(batches.map((batch) => batch.ward)).size).toBe(batches.length);
  await agreed('H1/ICU', 'H1/ED');
  const actors = await house.test.query(
    `select distinct actor, command_id from ward_event where actor = 'system:intake'`,
  );
  expect(actors).toEqual([{ actor: 'system:intake', command_id: null }]);
});

test('system runs over the same wards in opposite orders do not lock each other out', async () => {
  const [inIcu, inEd] = [await admitted('ICU'), await admitted('ED')];
  await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      house.commands.system('system:intake', async (run) => {
        const order = index % 2 === 0 ? [inIcu, inEd] : [inEd, inIcu];
        for (const stayId of order) {
          await run.execute(setAcuity({ stayId, acuity: (index % 5) + 1 }));
        }
      }),
    ),
  );
  const [stats] = await house.test.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  expect(Number(stats?.deadlocks)).toBe(0);
});

test('a discharge lets go a nurse whom only the patient kept after her shift', async () => {
  await house.addNurse('H1', 'N-3');
  await house.startShift('H1', 'N-3', 'MS1');
  const stayId = await admitted('MS1');
  await house.run(assignNurse({ hospitalId, wardId: 'MS1', nurseId: 'N-3', stayId }));
  await house.run(endShift({ hospitalId, nurseId: 'N-3', reason: 'ill' }));
  const kept = (await house.wardState('H1/MS1')).nurses.map((nurse) => nurse.id);
  expect(kept).toContain('N-3');
  await house.run(dischargeStay({ stayId }));
  const left = (await house.wardState('H1/MS1')).nurses.map((nurse) => nurse.id);
  expect(left).not.toContain('N-3');
  await agreed('H1/MS1');
});
