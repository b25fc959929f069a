import { sql, type Kysely } from 'kysely';

/** What one hospital may learn of another through the things it names itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(MEMBERS).execute(db);
  await sql.raw(INTAKE).execute(db);
}

/**
 * The application may not read memberships. This tells it one thing alone, and of the hospitals
 * alone that are named for its transaction.
 */
const MEMBERS = `
  create function wardline_is_member(asked_user text, asked_hospital text) returns boolean
    language sql stable security definer set search_path = pg_catalog, public as
    $$
      select asked_hospital = any (public.wardline_hospitals()) and exists (
        select from public.membership
        where user_id = asked_user and hospital_id = asked_hospital)
    $$;
  revoke all on function wardline_is_member(text, text) from public;
  grant execute on function wardline_is_member(text, text) to wardline_app;
`;

const INTAKE = `
  -- When somebody at a desk last put the patient where she is; null: messages did.
  alter table stay add column desk_placed_at timestamptz;
  create index intake_message_age on intake_message (received_at);
`;
