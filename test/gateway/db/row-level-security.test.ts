import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { insertUser } from '../../../server/auth/users.ts';
import { admitStay } from '../../../server/commands/admit-stay.ts';
import { assignNurse } from '../../../server/commands/assign-nurse.ts';
import type { Tx } from '../../../server/db/database.ts';
import { readEvents } from '../../../server/db/ward-events.ts';
import { readSnapshot } from '../../../server/db/ward-snapshot.ts';
import { type CommandHouse, openCommandHouse, user } from '../../support/command-house.ts';

const both = user('both', ['dispatcher', 'admin'], ['H1', 'H2']);
const TABLES = [
  'ward',
  'bed',
  'nurse',
  'shift',
  'post',
  'stay',
  'ward_nurse',
  'assignment',
  'ward_event',
  'idempotency_key',
  'audit',
  'notification',
  'notification_quota',
  'help_call',
];

let house: CommandHouse;
beforeAll(async () => {
  house = await openCommandHouse();
  await house.database.system((tx) =>
    insertUser(tx, {
      id: 'kim',
      name: 'Kim',
      passwordHash: 'x',
      memberships: ['H1', 'H2'].map((id) => ({ hospitalId: id, role: 'nurse', wardIds: [] })),
    }),
  );
  for (const hospitalId of ['H1', 'H2']) {
    await house.test.query(
      `insert into notification_quota (hospital_id, sender, spent_until) values ($1, 'kim', now())`,
      [hospitalId],
    );
    await house.test.query(
      'insert into help_call (hospital_id, notification_id) values ($1, gen_random_uuid())',
      [hospitalId],
    );
    await house.addNurse(hospitalId, 'N-1', { userId: 'kim' });
    await house.startShift(hospitalId, 'N-1', 'ICU');
    const patient = { ref: hospitalId, label: 'A' };
    const { stay } = await house.run(admitStay({ hospitalId, wardId: 'ICU', patient }), both);
    await house.run(
      assignNurse({ hospitalId, wardId: 'ICU', nurseId: 'N-1', stayId: stay.id }),
      both,
    );
  }
});
afterAll(() => house.close());

function all(table: string): (tx: Tx) => Promise<{ hospital_id: string }[]> {
  return (tx) => tx.query({ name: `all-${table}`, text: `select hospital_id from ${table}` });
}

async function hospitals(rows: Promise<{ hospital_id: string }[]>): Promise<string[]> {
  return [...new Set((await rows).map((row) => row.hospital_id))].sort();
}

test('the connection itself is a superuser, whom policies do not bind', async () => {
  const rows = await house.test.query('select rolsuper from pg_roles where rolname = current_user');
  expect(rows).toEqual([{ rolsuper: true }]);
});

describe.each(TABLES)('%s without a WHERE', (table) => {
  test('shows the rows of the hospitals named, and of those alone', async () => {
    expect(await hospitals(house.database.app(['H1'], all(table)))).toEqual(['H1']);
    expect(await hospitals(house.database.app(['H2', 'H1'], all(table)))).toEqual(['H1', 'H2']);
  });

  test('shows nothing where no hospital is named', async () => {
    expect(await hospitals(house.database.app([], all(table)))).toEqual([]);
  });

  test('shows the system everything', async () => {
    expect(await hospitals(house.database.system(all(table)))).toEqual(['H1', 'H2']);
  });

  test('cannot be changed for another hospital', async () => {
    const tx = await house.database.begin({ hospitals: ['H1'] });
    const change = tx.query({
      name: `steal-${table}`,
      text: `update ${table} set hospital_id = 'H2' where hospital_id = 'H1'`,
    });
    await expect(change).rejects.toThrow(/row-level security|permission denied|append-only/);
    await tx.rollback();
  });
});

test('a transaction that forgets to name them sees nothing, whatever the one before named', async () => {
  await house.database.app(['H1'], all('stay'));
  const rows = await house.database.pool.query<{ named: string | null; who: string }>(
    `select current_setting('wardline.hospitals', true) as named, current_user as who`,
  );
  expect(rows.rows[0]?.named ?? '').toBe('');
  expect(rows.rows[0]?.who).not.toMatch(/^wardline/);
});

test('hospital names cannot smuggle SQL in', async () => {
  await expect(house.database.app([`H1','x'); select 1; --`], all('stay'))).rejects.toThrow();
  await expect(house.database.app(['H1,H2'], all('stay'))).rejects.toThrow();
});

test('partitions of events are reached through their table alone', async () => {
  const direct = (name: string): Promise<unknown> =>
    house.database.app(['H1'], (tx) =>
      tx.query({ name: `direct-${name}`, text: `select from ${name}` }),
    );
  await expect(direct('ward_event_other')).rejects.toThrow(/permission denied/);
});

test('the audit cannot be altered, not even by the system', async () => {
  for (const text of ['update audit set body = body', 'delete from audit', 'truncate audit']) {
    const change = house.database.system((tx) => tx.query({ name: `audit ${text}`, text }));
    await expect(change).rejects.toThrow(/permission denied/);
    await expect(house.test.query(text)).rejects.toThrow(/append-only/);
  }
});

test('secrets and rights are out of reach of the application', async () => {
  for (const what of [
    'app_user',
    'membership',
    'refresh_token',
    'realtime_ticket',
    'installation',
    'receipt',
  ]) {
    const read = house.database.app(['H1'], (tx) =>
      tx.query({ name: `read-${what}`, text: `select * from ${what}` }),
    );
    await expect(read).rejects.toThrow(/permission denied/);
  }
});

test('of rights the application may ask who is a member of its own hospitals', async () => {
  const members = (tx: Tx): Promise<{ user_id: string }[]> =>
    tx.query({ name: 'members', text: `select user_id from wardline_members('H1', null)` });
  expect(await house.database.app(['H1'], members)).toEqual([{ user_id: 'kim' }]);
  expect(await house.database.app(['H2'], members)).toEqual([]);
  expect(await house.database.app([], members)).toEqual([]);
});

test('of one user the application learns alone whether she is a member of its own hospitals', async () => {
  await house.test.query(
    `insert into app_user (id, name, password_hash) values ('lee', 'Lee', '');
     insert into membership (user_id, hospital_id, role) values ('lee', 'H2', 'nurse')`,
  );
  const isMember = async (hospitals: string[], userId: string, hospitalId: string) => {
    const text = 'select user_id from wardline_members($1, array[$2::text])';
    const values = [hospitalId, userId];
    const rows = await house.database.app(hospitals, (tx) =>
      tx.query({ name: 'is-member', text }, values),
    );
    return rows.length > 0;
  };
  expect(await isMember(['H2'], 'lee', 'H2')).toBe(true);
  expect(await isMember(['H2'], 'nobody', 'H2')).toBe(false);
  expect(await isMember(['H1'], 'lee', 'H2')).toBe(false);
  expect(await isMember([], 'lee', 'H2')).toBe(false);
});

test("another hospital's ward is not there", async () => {
  expect(await readSnapshot(house.database, { hospitals: ['H2'] }, 'H1/ICU')).toBeNull();
  const events = house.database.app(['H2'], (tx) => readEvents(tx, 'H1/ICU', 0, 10));
  await expect(events).rejects.toMatchObject({ code: 'not_found' });
});
