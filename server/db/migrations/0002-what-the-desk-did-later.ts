import { sql, type Kysely } from 'kysely';

/** What messages that come late are held against, and what finds the messages to forget. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(INTAKE).execute(db);
}

const INTAKE = `
  -- When somebody at a desk last put the patient where she is; null: messages did.
  alter table stay add column desk_placed_at timestamptz;
  create index intake_message_age on intake_message (received_at);
`;
