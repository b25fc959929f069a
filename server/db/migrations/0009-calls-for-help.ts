import { type Kysely, sql } from 'kysely';

/** A message to the dispatchers of a ward is settled by the first of them who answers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(TABLE).execute(db);
}

const TABLE = `
  -- answered_at: since then it needs nobody else; the others' rows in notification have it as their
  -- read_at, unless they had read it before.
  create table help_call (
    hospital_id text not null references hospital (id),
    notification_id uuid not null,
    created_at timestamptz not null default clock_timestamp(),
    answered_by text references app_user (id),
    answered_at timestamptz,
    primary key (hospital_id, notification_id)
  );
  create index help_call_age on help_call (created_at);

  alter table help_call enable row level security;
  alter table help_call force row level security;
  create policy of_hospital on help_call to wardline_app
    using (hospital_id = any ((select wardline_hospitals())::text[]))
    with check (hospital_id = any ((select wardline_hospitals())::text[]));
  create policy of_system on help_call to wardline_system using (true) with check (true);
  grant select, insert, update, delete on help_call to wardline_system;
  grant select, insert, update on help_call to wardline_app;
`;
