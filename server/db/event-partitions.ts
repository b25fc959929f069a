import type pg from 'pg';
import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { Database, Statement } from './database.ts';

/** How many days of events are kept, besides the running one. */
export const KEPT_DAYS = 35;
/** How many days ahead partitions are made, so that a clock that stands still harms nobody. */
const AHEAD_DAYS = 3;

// What is asked for waits behind every open transaction and makes all later ones wait behind it.
const LOCK_TIMEOUT = '2s';

export interface PartitionChanges {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
}

/**
 * Makes the partitions of `ward_event` for today and the days ahead and drops those past retention,
 * by PostgreSQL's clock. What is in no record of its ward yet (`ward-records.ts`) is kept longer.
 * Only as the owner of the tables, so on a connection without a role. Safe to run at the same time
 * as others; throws 55P03 when it could not get its locks in time.
 */
export async function keepEventPartitions(
  database: Pick<Database, 'pool' | 'system'>,
  keptDays: number = KEPT_DAYS,
): Promise<PartitionChanges> {
  const client = await database.pool.connect();
  try {
    const { rows } = await client.query<{ today: string }>(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD') as today`,
    );
    const today = Date.parse(`${rows[0]?.today ?? ''}T00:00:00Z`);
    const known = await partitions(client);
    const made: string[] = [];
    for (let ahead = 0; ahead <= AHEAD_DAYS; ahead += 1) {
      const day = dayAfter(today, ahead);
      if (known.some((partition) => partition.day === day)) continue;
      if (await make(client, day, dayAfter(today, ahead + 1))) made.push(nameOf(day));
    }
    const dropped: string[] = [];
    const oldest = earlier(dayAfter(today, -keptDays), await unrecordedFrom(database));
    for (const partition of known) {
      if (partition.day >= oldest) continue;
      await drop(database, client, partition);
      dropped.push(partition.name);
    }
    client.release();
    return { made, dropped };
  } catch (error) {
    // The connection may be inside a failed transaction: it is not used again.
    client.release(true);
    throw error;
  }
}

// A ward without a checkpoint has no record at all, though it was judged: all its events are wanted.
const UNRECORDED_FROM: Statement = {
  name: 'events-unrecorded-from',
  text: `
    select to_char(min(unrecorded.at) at time zone 'UTC', 'YYYY-MM-DD') as day
    from (
      select c.at from ward_checkpoint c
      union all
      select first.at from ward w
      cross join lateral (
        select e.at from ward_event e where e.hospital_id = w.hospital_id and e.ward_id = w.id
        order by e.seq limit 1) first
      where w.id <> '${HOUSE_WARD_ID}' and w.staffing is not null and not exists (
        select from ward_checkpoint c where c.hospital_id = w.hospital_id and c.ward_id = w.id)
    ) as unrecorded`,
};

/** The day of the first event that is in no record yet; null: all are. */
async function unrecordedFrom(database: Pick<Database, 'system'>): Promise<string | null> {
  const [row] = await database.system((tx) => tx.query<{ day: string | null }>(UNRECORDED_FROM));
  return row?.day ?? null;
}

function earlier(day: string, other: string | null): string {
  return other !== null && other < day ? other : day;
}

const DAY_MS = 24 * 60 * 60 * 1000;

function dayAfter(day: number, days: number): string {
  return new Date(day + days * DAY_MS).toISOString().slice(0, 10);
}

function nameOf(day: string): string {
  return `ward_event_${day.replaceAll('-', '')}`;
}

interface Partition {
  readonly name: string;
  /** `2026-11-22`. */
  readonly day: string;
}

async function partitions(client: pg.PoolClient): Promise<Partition[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'ward_event'::regclass and c.relname ~ '^ward_event_[0-9]{8}$'
     order by c.relname`,
  );
  return rows.map(({ name }) => {
    const digits = name.slice('ward_event_'.length);
    return { name, day: `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}` };
  });
}

/**
 * Events of a day without a partition went to the default one: they move along, so that the new
 * partition can be attached. False: somebody else was quicker.
 */
async function make(client: pg.PoolClient, day: string, next: string): Promise<boolean> {
  const name = nameOf(day);
  const [from, to] = [`${day}T00:00:00Z`, `${next}T00:00:00Z`];
  await client.query(`begin; set local lock_timeout = '${LOCK_TIMEOUT}'`);
  await client.query(`select pg_advisory_xact_lock(hashtext('wardline event partitions'))`);
  const { rows } = await client.query(
    'select to_regclass($1) as there where to_regclass($1) is not null',
    [name],
  );
  if (rows.length > 0) {
    await client.query('commit');
    return false;
  }
  await client.query(
    `create table ${name} (like ward_event including defaults including constraints)`,
  );
  await client.query(`revoke all on ${name} from wardline_app, wardline_system`);
  await client.query(`lock table ward_event_other in access exclusive mode`);
  await client.query(
    `with moved as (
       delete from ward_event_other where at >= '${from}' and at < '${to}' returning *
     ) insert into ${name} select * from moved`,
  );
  await client.query(
    `alter table ward_event attach partition ${name} for values from ('${from}') to ('${to}')`,
  );
  await client.query('commit');
  return true;
}

// Ascending, as commands lock them.
const LOCK_LOGS: Statement = {
  name: 'logs-lock-all',
  text: `
    select 1 from ward order by hospital_id collate "C", id collate "C" for no key update`,
};

const REMEMBER_GONE: Statement = {
  name: 'logs-remember-gone',
  text: `
    update ward w set kept_after = greatest(w.kept_after, gone.seq)
    from (
      select hospital_id, ward_id, max(seq) as seq from ward_event
      where at >= $1::timestamptz and at < $1::timestamptz + interval '1 day' group by 1, 2
    ) gone
    where w.hospital_id = gone.hospital_id and w.id = gone.ward_id`,
};

/**
 * First every log remembers that this part of its history is gone, then it goes: a reader in
 * between is told that it is gone while it is still there, never the other way round.
 */
async function drop(
  database: Pick<Database, 'system'>,
  client: pg.PoolClient,
  { name, day }: Partition,
): Promise<void> {
  await database.system(async (tx) => {
    await tx.query(LOCK_LOGS);
    await tx.query(REMEMBER_GONE, [`${day}T00:00:00Z`]);
  });
  await client.query(`begin; set local lock_timeout = '${LOCK_TIMEOUT}'`);
  await client.query(`drop table if exists ${name}`);
  await client.query('commit');
}
