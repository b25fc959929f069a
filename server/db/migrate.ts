import { Kysely, PostgresDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import * as firstSchema from './migrations/0001-first-schema.ts';
import * as deskDidLater from './migrations/0002-what-the-desk-did-later.ts';
import * as notifications from './migrations/0003-notifications.ts';
import * as staffingAlarms from './migrations/0004-staffing-alarms.ts';
import * as cheaperWrites from './migrations/0005-cheaper-writes.ts';
import * as wipeOrders from './migrations/0006-wipe-orders.ts';
import * as waivedShortfalls from './migrations/0007-waived-shortfalls.ts';
import * as whatWaits from './migrations/0008-what-waits-for-its-turn.ts';
import * as callsForHelp from './migrations/0009-calls-for-help.ts';
import * as changesOfRights from './migrations/0010-changes-of-rights.ts';
import * as emptiedTables from './migrations/0011-emptied-tables.ts';

/** All migrations, in the order of their numbers; each runs once, forward. */
const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-schema': firstSchema,
  '0002-what-the-desk-did-later': deskDidLater,
  '0003-notifications': notifications,
  '0004-staffing-alarms': staffingAlarms,
  '0005-cheaper-writes': cheaperWrites,
  '0006-wipe-orders': wipeOrders,
  '0007-waived-shortfalls': waivedShortfalls,
  '0008-what-waits-for-its-turn': whatWaits,
  '0009-calls-for-help': callsForHelp,
  '0010-changes-of-rights': changesOfRights,
  '0011-emptied-tables': emptiedTables,
};

// Roles belong to the cluster: two databases of it that are set up at once can meet over them.
const MEETINGS = new Set(['23505', '42710', 'XX000']);
const ATTEMPTS = 5;

/**
 * Brings the schema of a database up to date, all in one transaction and under a lock, so that
 * several gateways may start at once. Returns the names of the migrations that ran. Throws what
 * the first failing migration threw; nothing has changed then.
 */
export async function migrate(url: string): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await migrateOnce(url);
    } catch (error) {
      const met = error instanceof pg.DatabaseError && MEETINGS.has(error.code ?? '');
      if (!met || attempt === ATTEMPTS) throw error;
    }
  }
}

async function migrateOnce(url: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'wardline migrate' });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error instanceof Error) throw error;
    if (error !== undefined) throw new Error('a migration failed', { cause: error });
    return (results ?? []).map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}
