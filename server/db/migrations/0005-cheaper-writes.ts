import { type Kysely, sql } from 'kysely';

/**
 * `wardline_epoch()` stands in the statement that locks wards. PostgreSQL parses and plans a function
 * in SQL each time it is called there, which took longer than the locks; in PL/pgSQL it is planned
 * once a connection.
 *
 * The fill factors leave room on each page for a row's next version, which then needs no new entry
 * in any index. A key's row is always written twice: at the beginning, and with its answer.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(EPOCH).execute(db);
  await sql.raw(ROOM).execute(db);
}

const EPOCH = `
  create or replace function wardline_epoch() returns text language plpgsql stable as $$
  begin
    return (
      select epoch from installation where timeline =
        ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int
    );
  end $$;
`;

const ROOM = `
  alter table stay set (fillfactor = 80);
  alter table assignment set (fillfactor = 80);
  alter table ward_nurse set (fillfactor = 80);
  alter table shift set (fillfactor = 80);
  alter table idempotency_key set (fillfactor = 50);
`;
