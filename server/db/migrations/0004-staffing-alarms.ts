import { sql, type Kysely } from 'kysely';

const HOSPITAL_TABLES = [
  'staffing_waiver',
  'escalation_chain',
  'alert_step',
  'ward_record',
  'ward_checkpoint',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(TABLES).execute(db);
  for (const table of HOSPITAL_TABLES) await sql.raw(guarded(table)).execute(db);
}

function guarded(table: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy of_hospital on ${table} to wardline_app
      using (hospital_id = any ((select wardline_hospitals())::text[]))
      with check (hospital_id = any ((select wardline_hospitals())::text[]));
    create policy of_system on ${table} to wardline_system using (true) with check (true);
    grant select, insert, update, delete on ${table} to wardline_system, wardline_app;
  `;
}

const TABLES = `
  -- Every version of a hospital's rule packs. active: in force, in the hospital (one pack of it)
  -- or in these wards; at most one version of a pack is. Packs without rules are put in force anew.
  delete from rule_pack;
  alter table rule_pack
    add column author text,
    add column body jsonb not null,
    add column created_at timestamptz not null default now(),
    add column hospital boolean not null default false,
    add column wards text[] not null default '{}';

  -- In an emergency: rules raise nothing in a ward (null: in any) until it ends.
  create table staffing_waiver (
    id uuid primary key,
    hospital_id text not null references hospital (id),
    ward_id text,
    author text not null,
    reason text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    ended_at timestamptz,
    ended_by text,
    foreign key (hospital_id, ward_id) references ward (hospital_id, id),
    check (ends_at > starts_at)
  );
  create index staffing_waiver_of_hospital on staffing_waiver (hospital_id, ends_at);

  -- body is the alert of the ward's state, or as it was when it left that.
  alter table alert
    add column body jsonb not null,
    add column acknowledged_at timestamptz,
    add column returned_at timestamptz;
  create index alert_raised on alert (hospital_id, raised_at);
  create index alert_unacknowledged on alert (raised_at)
    where cleared_at is null and status = 'unacknowledged';

  -- alarms: since when each rule has been broken or kept again, beside the ward's state.
  -- due_at: when the ward has to be judged again although nothing happens.
  alter table ward
    add column alarms jsonb not null default '{}',
    add column due_at timestamptz;
  update ward set due_at = now(), staffing = staffing || '{"waiver": null}'
    where unit_type is not null;

  create table escalation_chain (
    hospital_id text primary key references hospital (id),
    chain jsonb not null,
    author text not null,
    changed_at timestamptz not null default now()
  );

  -- Each step that an alert took while nobody acknowledged it, and who was told.
  create table alert_step (
    alert_id uuid not null references alert (id),
    at timestamptz not null,
    hospital_id text not null,
    step text not null,
    user_ids text[] not null,
    primary key (alert_id, at, step)
  );

  -- Who had whom in a shift of a ward, and where that was too few: kept when its events are gone.
  create table ward_record (
    hospital_id text not null,
    ward_id text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    body json not null,
    shortfalls integer not null,
    short_seconds integer not null,
    primary key (hospital_id, ward_id, starts_at),
    foreign key (hospital_id, ward_id) references ward (hospital_id, id)
  );

  -- Up to where a ward's events are in its records, and its state at that point.
  create table ward_checkpoint (
    hospital_id text not null,
    ward_id text not null,
    at timestamptz not null,
    seq bigint not null,
    audit_seq bigint not null,
    state json not null,
    primary key (hospital_id, ward_id),
    foreign key (hospital_id, ward_id) references ward (hospital_id, id)
  );
`;
