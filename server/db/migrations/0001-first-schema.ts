import { sql, type Kysely } from 'kysely';

/** Tables whose rows belong to one hospital: guarded by row-level security. */
const HOSPITAL_TABLES = [
  'ward',
  'bed',
  'nurse',
  'shift',
  'post',
  'stay',
  'ward_nurse',
  'assignment',
  'ward_event',
  'alert',
  'rule_pack',
  'location',
  'idempotency_key',
  'audit',
];

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(TABLES).execute(db);
  await sql.raw(ROLES).execute(db);
  for (const table of HOSPITAL_TABLES) {
    await sql.raw(guarded(table)).execute(db);
  }
  await sql.raw(GRANTS).execute(db);
}

/**
 * The application sees the rows of the hospitals named for its transaction, and none where
 * nothing is named. FORCE, because the owner of a table is otherwise exempt.
 */
function guarded(table: string): string {
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy of_hospital on ${table} to wardline_app
      using (hospital_id = any ((select wardline_hospitals())::text[]))
      with check (hospital_id = any ((select wardline_hospitals())::text[]));
    create policy of_system on ${table} to wardline_system using (true) with check (true);
  `;
}

const TABLES = `
  create extension if not exists btree_gist;

  create function wardline_hospitals() returns text[] language sql stable parallel safe as
    $$ select string_to_array(nullif(current_setting('wardline.hospitals', true), ''), ',') $$;

  -- One row. A new epoch is drawn when the cluster is not the one that the old epoch was bound to.
  create table installation (
    one boolean primary key default true check (one),
    epoch text not null,
    system_identifier text not null,
    timeline integer not null,
    jwt_secret text,
    demo_seeded_at timestamptz
  );

  -- The epoch, or null when the server is not on the timeline that the epoch is bound to: a standby
  -- was promoted, or a backup restored, and history may have been rewritten.
  create function wardline_epoch() returns text language sql stable as $$
    select epoch from installation where timeline =
      ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int
  $$;

  create table hospital (
    id text primary key,
    name text not null,
    time_zone text not null default 'UTC'
  );

  -- One row per ward and, as '_house', one per hospital. seq is the position of its log: it is
  -- raised only by the transaction that holds this row's lock, together with the events.
  create table ward (
    hospital_id text not null references hospital (id),
    id text not null,
    name text,
    unit_type text,
    seq bigint not null default 0,
    last_at timestamptz not null default '-infinity',
    staffing jsonb,
    -- Events up to this seq are no longer kept.
    kept_after bigint not null default 0,
    audit_seq bigint not null default 0,
    audit_hash text not null default '',
    primary key (hospital_id, id)
  ) with (fillfactor = 50);

  create table bed (
    hospital_id text not null,
    ward_id text not null,
    id text not null,
    label text not null,
    primary key (hospital_id, ward_id, id),
    foreign key (hospital_id, ward_id) references ward (hospital_id, id)
  );

  create table app_user (
    id text primary key,
    name text not null,
    password_hash text not null,
    disabled_at timestamptz,
    -- Raised with every change of rights, so that gateways notice by polling.
    version bigint not null default 1,
    created_at timestamptz not null default now()
  );

  -- ward_ids null: every ward of the hospital.
  create table membership (
    user_id text not null references app_user (id),
    hospital_id text not null references hospital (id),
    role text not null check (role in ('dispatcher', 'nurse', 'admin', 'integration')),
    ward_ids text[],
    primary key (user_id, hospital_id, role)
  );

  create table refresh_token (
    token_hash text primary key,
    family uuid not null,
    user_id text not null references app_user (id),
    issued_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
  );
  create index refresh_token_family on refresh_token (family);
  create index refresh_token_expiry on refresh_token (expires_at);

  create table session_family (
    id uuid primary key,
    user_id text not null references app_user (id),
    created_at timestamptz not null default now(),
    revoked_at timestamptz
  );

  create table realtime_ticket (
    ticket_hash text primary key,
    user_id text not null references app_user (id),
    family uuid,
    device_id text,
    access_expires_at timestamptz not null,
    expires_at timestamptz not null
  );
  create index realtime_ticket_expiry on realtime_ticket (expires_at);

  create table nurse (
    hospital_id text not null references hospital (id),
    id text not null,
    name text not null,
    licence text not null check (licence in ('RN', 'LVN', 'CNA', 'PsychTech')),
    competencies text[] not null default '{}',
    home_ward_id text,
    user_id text references app_user (id),
    primary key (hospital_id, id)
  );
  create unique index nurse_user on nurse (hospital_id, user_id) where user_id is not null;

  -- ward_id '_house' is the float pool. announced: the house log's state holds it as planned.
  create table shift (
    hospital_id text not null,
    id text not null,
    nurse_id text not null,
    ward_id text not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    status text not null check (status in ('planned', 'running', 'ended', 'cancelled')),
    announced boolean not null default false,
    end_reason text,
    primary key (hospital_id, id),
    foreign key (hospital_id, nurse_id) references nurse (hospital_id, id),
    foreign key (hospital_id, ward_id) references ward (hospital_id, id),
    check (ends_at >= starts_at),
    constraint shift_overlaps exclude using gist (
      hospital_id with =, nurse_id with =, tstzrange(starts_at, ends_at) with &&
    ) where (status in ('planned', 'running'))
  );
  create unique index shift_running on shift (hospital_id, nurse_id) where status = 'running';
  create index shift_due on shift (starts_at) where status = 'planned';
  create index shift_unannounced on shift (starts_at) where status = 'planned' and not announced;
  create index shift_over on shift (ends_at) where status = 'running';
  create index shift_of_ward on shift (hospital_id, ward_id, ends_at);

  -- Where a nurse's running shift was, from when to when; a move closes one and opens the next.
  create table post (
    id bigint generated always as identity primary key,
    hospital_id text not null,
    ward_id text not null,
    nurse_id text not null,
    shift_id text not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    foreign key (hospital_id, nurse_id) references nurse (hospital_id, id),
    foreign key (hospital_id, ward_id) references ward (hospital_id, id)
  );
  create unique index post_open on post (hospital_id, ward_id, nurse_id) where ended_at is null;
  create index post_of_ward on post (hospital_id, ward_id, ended_at);

  create table stay (
    id uuid primary key,
    hospital_id text not null,
    ward_id text not null,
    bed_id text,
    patient_ref text not null,
    patient_label text not null,
    acuity smallint check (acuity between 1 and 5),
    admitted_at timestamptz not null,
    expected_discharge_at timestamptz,
    ended_at timestamptz,
    foreign key (hospital_id, ward_id) references ward (hospital_id, id)
  );
  create unique index stay_bed on stay (hospital_id, ward_id, bed_id)
    where ended_at is null and bed_id is not null;
  create index stay_open on stay (hospital_id, ward_id) where ended_at is null;
  create index stay_patient on stay (hospital_id, patient_ref);

  -- The nurses of a ward's state, row for row.
  create table ward_nurse (
    hospital_id text not null,
    ward_id text not null,
    nurse_id text not null,
    shift_id text,
    shift_starts_at timestamptz,
    shift_ends_at timestamptz,
    on_break_until timestamptz,
    relieved_by text,
    primary key (hospital_id, ward_id, nurse_id),
    foreign key (hospital_id, nurse_id) references nurse (hospital_id, id),
    foreign key (hospital_id, ward_id) references ward (hospital_id, id)
  );
  create index ward_nurse_of_nurse on ward_nurse (hospital_id, nurse_id);
  create index ward_nurse_break on ward_nurse (on_break_until) where on_break_until is not null;

  create table assignment (
    id uuid primary key,
    hospital_id text not null,
    ward_id text not null,
    nurse_id text not null,
    stay_id uuid references stay (id),
    started_at timestamptz not null,
    started_by text not null,
    delivered_at timestamptz,
    confirmed_at timestamptz,
    ended_at timestamptz,
    notes jsonb not null default '[]',
    foreign key (hospital_id, nurse_id) references nurse (hospital_id, id),
    foreign key (hospital_id, ward_id) references ward (hospital_id, id)
  );
  create unique index assignment_stay on assignment (hospital_id, nurse_id, stay_id)
    where ended_at is null and stay_id is not null;
  create unique index assignment_post on assignment (hospital_id, nurse_id, ward_id)
    where ended_at is null and stay_id is null;
  create index assignment_open on assignment (hospital_id, ward_id) where ended_at is null;
  create index assignment_of_nurse on assignment (hospital_id, nurse_id) where ended_at is null;
  create index assignment_of_ward on assignment (hospital_id, ward_id, started_at);

  create table alert (
    id uuid primary key,
    hospital_id text not null,
    ward_id text not null,
    rule_id text not null,
    severity text not null,
    status text not null,
    raised_at timestamptz not null,
    facts jsonb not null,
    cleared_at timestamptz,
    foreign key (hospital_id, ward_id) references ward (hospital_id, id)
  );
  create unique index alert_standing on alert (hospital_id, ward_id, rule_id)
    where cleared_at is null;

  create table rule_pack (
    hospital_id text not null references hospital (id),
    id text not null,
    version integer not null,
    title text not null,
    active boolean not null default true,
    primary key (hospital_id, id, version)
  );

  -- data is json, not jsonb: the text that was committed is the text that is sent again.
  create table ward_event (
    hospital_id text not null,
    ward_id text not null,
    seq bigint not null,
    at timestamptz not null,
    id uuid not null,
    type text not null,
    actor text not null,
    command_id uuid,
    data json not null,
    primary key (hospital_id, ward_id, seq, at)
  ) partition by range (at);
  create table ward_event_other partition of ward_event default;

  create table location (
    hospital_id text not null references hospital (id),
    position integer not null,
    point_of_care text not null,
    room text,
    bed text,
    facility text,
    ward_id text not null,
    bed_id text,
    primary key (hospital_id, position),
    foreign key (hospital_id, ward_id) references ward (hospital_id, id)
  );
  create index location_point_of_care on location (point_of_care);

  -- Kept 7 days. Written in the command's own transaction: what was refused leaves no row.
  create table idempotency_key (
    user_id text not null,
    method text not null,
    path text not null,
    key uuid not null,
    hospital_id text not null,
    body_hash text not null,
    status integer,
    answer json,
    created_at timestamptz not null default now(),
    primary key (user_id, method, path, key)
  );
  create index idempotency_key_age on idempotency_key (created_at);

  -- Append-only. hash = sha256(previous hash of the ward, body); body is the exact text hashed.
  create table audit (
    hospital_id text not null,
    ward_id text not null,
    audit_seq bigint not null,
    at timestamptz not null,
    body text not null,
    hash text not null,
    primary key (hospital_id, ward_id, audit_seq)
  );
  create function audit_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'the audit table is append-only'; end $$;
  create trigger audit_append_only before update or delete or truncate on audit
    for each statement execute function audit_is_append_only();

  -- What came in over HL7, byte for byte, and the bytes it was answered with: a repeat (same sender,
  -- same bytes) gets them again. hospital_id: where it acts, or whom it most likely concerns.
  create table intake_message (
    id bigint generated always as identity primary key,
    received_at timestamptz not null,
    sender text not null,
    control_id text not null,
    trigger text,
    body_hash text not null,
    body bytea not null,
    answer bytea not null,
    hospital_id text,
    visit text,
    event_time timestamptz,
    status text not null check (status in ('applied', 'ignored', 'unmapped', 'conflict', 'failed', 'dismissed')),
    reason text,
    handled_by text,
    handled_at timestamptz,
    -- Idempotency-Key of the last replay or dismissal.
    handled_key uuid
  );
  create unique index intake_message_repeat on intake_message (sender, body_hash);
  create index intake_message_status on intake_message (status, id);

  -- Which visits (two for a swap) a message speaks of, and the place its location was mapped to when
  -- it was applied; null: it names none, or is parked.
  create table intake_instruction (
    message_id bigint not null references intake_message (id),
    visit text not null,
    patient text not null,
    place jsonb,
    primary key (message_id, visit)
  );
  create index intake_instruction_visit on intake_instruction (visit);
  create index intake_instruction_patient on intake_instruction (patient);

  -- What each A40 merges: keys of patients.
  create table intake_merge (
    message_id bigint not null references intake_message (id),
    merged text not null,
    survivor text not null,
    primary key (message_id, merged)
  );
  create index intake_merge_merged on intake_merge (merged);
  create index intake_merge_survivor on intake_merge (survivor);

  -- A visit's stay, if it has or had one, and what its messages had come to when last applied:
  -- only what changes against that is carried to the board, which dispatchers work on as well.
  -- base: where the patient lay, admitted at a desk, when the first of them came.
  -- waits_…: the bed that was taken when they gave it to the patient.
  create table intake_visit (
    visit text primary key,
    stay_id uuid,
    base jsonb,
    wanted jsonb not null,
    waits_hospital text,
    waits_ward text,
    waits_bed text
  );
  create index intake_visit_waits on intake_visit (waits_hospital, waits_ward)
    where waits_bed is not null;
  create index intake_visit_stay on intake_visit (stay_id);
`;

/** Roles belong to the whole cluster, so another database of it may have made them already. */
const ROLES = `
  do $$
  begin
    perform pg_advisory_xact_lock(hashtext('wardline roles'));
    if not exists (select from pg_roles where rolname = 'wardline_app') then
      create role wardline_app nologin nobypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'wardline_system') then
      create role wardline_system nologin nobypassrls;
    end if;
    -- A superuser may take any role; only others need the grant.
    if not (select rolsuper from pg_roles where rolname = current_user) then
      execute format('grant wardline_app, wardline_system to %I', current_user);
    end if;
  end $$;
`;

const GRANTS = `
  grant usage on schema public to wardline_app, wardline_system;
  grant select, insert, update, delete on all tables in schema public to wardline_system;
  grant select, insert, update, delete on all tables in schema public to wardline_app;
  revoke all on app_user, membership, refresh_token, session_family, realtime_ticket, installation,
    intake_message, intake_instruction, intake_merge, intake_visit from wardline_app;
  grant select (one, epoch, timeline) on installation to wardline_app;
  grant select (id, name) on app_user to wardline_app;
  -- A partition has no policy of its own: its rows are reached through ward_event alone.
  revoke all on ward_event_other from wardline_app, wardline_system;
  revoke update, delete on audit from wardline_app, wardline_system;
  revoke insert, update, delete on hospital from wardline_app;
`;
