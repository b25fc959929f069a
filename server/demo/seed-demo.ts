import { randomUUID } from 'node:crypto';
import { HOUSE_WARD_ID, wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { judgeWards } from '../../src-shared/domain/staffing/judge-wards.ts';
import { hashPassword } from '../auth/password-hash.ts';
import { insertUser } from '../auth/users.ts';
import { configFault } from '../config/start-fault.ts';
import { numberEvents, writeAll, writesOf, type Authorship } from '../db/append-events.ts';
import type { Database, Statement, Tx } from '../db/database.ts';
import { insertHospital } from '../db/insert-hospital.ts';
import { lockWards } from '../db/lock-wards.ts';
import { DEMO_HOSPITALS } from './demo-hospitals.ts';
import { CHARGE, demoStaff } from './demo-staff.ts';
import { demoPack } from './demo-jurisdictions.ts';
import { DEMO_NURSE, DEMO_PASSWORD, demoUsers } from './demo-users.ts';
import { openingEvents, SETUP_ACTOR } from './opening-events.ts';
import { seededRandom } from './random.ts';
import { WARD_TEMPLATES } from './ward-templates.ts';

// The row's lock makes whoever comes second wait until the first is done, and then find it done.
const CLAIM: Statement = {
  name: 'demo-claim',
  text: `
    update installation set demo_seeded_at = now() where demo_seeded_at is null returning demo_seeded_at as opening`,
};
const SOMEBODYS: Statement = {
  name: 'demo-somebodys',
  text: `
    select exists (select from app_user) or exists (
      select from hospital where id <> all ($1::text[])) as somebodys`,
};
const INSERT_WARDS: Statement = {
  name: 'demo-wards',
  text: `insert into ward (hospital_id, id) select $1, unnest($2::text[])`,
};
const INSERT_NURSES: Statement = {
  name: 'demo-nurses',
  text: `
    insert into nurse (hospital_id, id, name, licence, competencies, home_ward_id)
    select $1, n.id, n.name, n.licence, n.competencies, nullif(n."wardId", '${HOUSE_WARD_ID}')
    from json_to_recordset($2::json) as n (id text, name text, licence text,
      competencies text[], "wardId" text)`,
};
// PV1-3 of the demo's senders: the ward's id, the bed's id and the hospital's; without a bed, the
// ward as a whole.
const INSERT_LOCATIONS: Statement = {
  name: 'demo-locations',
  text: `
    insert into location (hospital_id, position, point_of_care, bed, facility, ward_id, bed_id)
    select $1, row_number() over (order by place.ward_id, place.bed_id nulls first) - 1,
      place.ward_id, place.bed_id, $1, place.ward_id, place.bed_id
    from (
      select ward_id, id as bed_id from bed where hospital_id = $1
      union all
      select id, null from ward where hospital_id = $1 and id <> '${HOUSE_WARD_ID}'
    ) as place`,
};
const NURSE_NAME: Statement = {
  name: 'demo-nurse-name',
  text: `select name from nurse where hospital_id = $1 and id = $2`,
};
const LINK_NURSE: Statement = {
  name: 'demo-link-nurse',
  text: `update nurse set user_id = 'nurse' where hospital_id = $1 and id = $2`,
};
// Whoever leads a ward signs in by her number. Escalation tells users: without one, nobody.
const CHARGE_NURSES: Statement = {
  name: 'demo-charge-nurses',
  text: `
    with leaders as (
      select hospital_id, id, name, home_ward_id from nurse
      where '${CHARGE}' = any (competencies) and user_id is null and home_ward_id is not null
    ), made as (
      insert into app_user (id, name, password_hash) select id, name, $1 from leaders
    ), joined as (
      insert into membership (user_id, hospital_id, role, ward_ids)
      select id, hospital_id, 'nurse', array[home_ward_id] from leaders
    )
    update nurse set user_id = nurse.id from leaders
    where nurse.hospital_id = leaders.hospital_id and nurse.id = leaders.id`,
};
const CLOCK: Statement = {
  name: 'demo-clock',
  text: `select date_trunc('milliseconds', clock_timestamp()) as now`,
};

// The claim is held, idle, while the hospitals are made in transactions of their own.
const HOLD: Statement = {
  name: 'demo-hold',
  text: `select set_config('idle_in_transaction_session_timeout', '0', true)`,
};

/** Hospitals made at the same time: two keep a small machine's cores busy. */
const AT_ONCE = 2;

/**
 * Makes the demo's hospitals, staff, patients and users, once in the life of a database: whoever
 * comes first. Takes a few seconds. Each hospital is a transaction of its own, so a run that was
 * cut short is finished by the next.
 * @returns false where they were there already
 * @throws StartFault (78) where the database is somebody's own: the demo's passwords are known to
 *   everybody
 */
export async function seedDemo(database: Database): Promise<boolean> {
  return database.system(async (tx) => {
    await tx.query(HOLD);
    const [claim] = await tx.query<{ opening: string }>(CLAIM);
    if (claim === undefined) return false;
    const opening = Date.parse(claim.opening);
    await refuseSomebodys(tx);
    const waiting = [...DEMO_HOSPITALS];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const hospital = next;
        await database.system((own) => seedHospital(own, hospital, opening));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await seedUsers(tx);
    return true;
  });
}

async function refuseSomebodys(tx: Tx): Promise<void> {
  const ids = DEMO_HOSPITALS.map(({ id }) => id);
  const [row] = await tx.query<{ somebodys: boolean }>(SOMEBODYS, [ids]);
  if (row?.somebodys !== true) return;
  throw configFault(
    'WARDLINE_DEMO',
    'this database has users or hospitals that are not the demo’s',
  );
}

async function seedUsers(tx: Tx): Promise<void> {
  const { hospitalId, nurseId } = DEMO_NURSE;
  const [nurse] = await tx.query<{ name: string }>(NURSE_NAME, [hospitalId, nurseId]);
  for (const user of await demoUsers(nurse?.name ?? nurseId)) await insertUser(tx, user);
  await tx.query(LINK_NURSE, [hospitalId, nurseId]);
  await tx.query(CHARGE_NURSES, [await hashPassword(DEMO_PASSWORD)]);
}

async function seedHospital(
  tx: Tx,
  hospital: { readonly id: string; readonly name: string },
  opening: number,
): Promise<void> {
  const hospitalId = hospital.id;
  if (!(await insertHospital(tx, { ...hospital, timeZone: 'UTC' }))) return;
  const random = seededRandom(`wardline demo ${hospitalId}`);
  const staff = demoStaff(hospitalId, random);
  await tx.query(INSERT_WARDS, [hospitalId, WARD_TEMPLATES.map((ward) => ward.id)]);
  await tx.query(INSERT_NURSES, [hospitalId, JSON.stringify(staff)]);

  const wardIds = [HOUSE_WARD_ID, ...WARD_TEMPLATES.map((ward) => ward.id)];
  const keys = wardIds.map((wardId) => wardKey({ hospitalId, wardId }));
  const locked = await lockWards(tx, keys, []);
  const [clock] = await tx.query<{ now: string }>(CLOCK);
  if (clock === undefined) throw new Error('the database tells no time');

  const events = openingEvents(hospitalId, staff, clock.now, opening, random);
  const { drafts, alarms } = judgeWards(emptyLogs(hospitalId, wardIds), events, {
    at: clock.now,
    rules: () => ({ pack: demoPack(hospitalId), waiver: null }),
    alarms: () => ({}),
    newId: randomUUID,
    always: false,
  });
  const author: Authorship = {
    at: clock.now,
    actor: SETUP_ACTOR,
    commandId: null,
    command: 'seed-demo',
    note: null,
  };
  const wards = new Map(locked.wards.map((ward) => [ward.key, ward]));
  await writeAll(tx, writesOf(numberEvents(drafts, wards, author, randomUUID), author, { alarms }));
  await tx.query(INSERT_LOCATIONS, [hospitalId]);
}

function emptyLogs(hospitalId: string, wardIds: readonly string[]): Map<WardKey, LogState> {
  return new Map(
    wardIds.map((wardId) => [wardKey({ hospitalId, wardId }), emptyState({ hospitalId, wardId })]),
  );
}

const IS_SEEDED: Statement = {
  name: 'demo-is-seeded',
  text: `select demo_seeded_at is not null as seeded from installation`,
};

/** Whether the demo's users, with their known passwords, are in this database. */
export async function isDemoDatabase(database: Database): Promise<boolean> {
  const [row] = await database.system((tx) => tx.query<{ seeded: boolean }>(IS_SEEDED));
  return row?.seeded === true;
}
