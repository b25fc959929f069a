import { type Kysely, sql } from 'kysely';

/** When the devices of a sign-in were ordered to delete what they keep; null: they were not. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table session_family add column wipe_ordered_at timestamptz`.execute(db);
}
