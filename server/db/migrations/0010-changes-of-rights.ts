import { type Kysely, sql } from 'kysely';

/**
 * Whose rights have changed, so that gateways ask about those users instead of about all sockets.
 * Triggers write it, so that a change made by hand counts as well.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`${TABLE} ${TRIGGERS}`).execute(db);
}

const TABLE = `
  -- Rows are added and pruned, never changed: two transactions never wait for each other here.
  create table rights_change (
    xid xid8 not null default pg_current_xact_id(),
    user_id text not null,
    created_at timestamptz not null default clock_timestamp()
  );
  create index rights_change_order on rights_change (xid);
  create index rights_change_age on rights_change (created_at);
  grant select, insert, delete on rights_change to wardline_system;
  grant insert on rights_change to wardline_app;
`;

// What is written here is what the rights in server/auth/principals.ts are read from.
const TRIGGERS = `
  create function note_rights_of_user() returns trigger language plpgsql as $$
  begin
    insert into rights_change (user_id) values (new.id);
    return null;
  end $$;

  create function note_rights_of_member() returns trigger language plpgsql as $$
  begin
    insert into rights_change (user_id)
    select distinct u from unnest(array[old.user_id, new.user_id]) as u where u is not null;
    return null;
  end $$;

  create function note_rights_of_nurse() returns trigger language plpgsql as $$
  begin
    insert into rights_change (user_id)
    select n.user_id from nurse n
    where n.user_id is not null and (
      (n.hospital_id = new.hospital_id and n.id = new.nurse_id) or
      (n.hospital_id = old.hospital_id and n.id = old.nurse_id));
    return null;
  end $$;

  -- A new user has no socket, and one with memberships cannot be deleted.
  create trigger rights_changed after update of name, disabled_at on app_user
    for each row execute function note_rights_of_user();
  create trigger rights_changed after insert or update or delete on membership
    for each row execute function note_rights_of_member();
  create trigger rights_changed after update of revoked_at or delete on session_family
    for each row execute function note_rights_of_member();
  create trigger rights_changed after insert or update of user_id or delete on nurse
    for each row execute function note_rights_of_member();

  -- A planned shift gives no rights yet.
  create trigger rights_changed_by_insert after insert on shift
    for each row when (new.status = 'running') execute function note_rights_of_nurse();
  create trigger rights_changed after update of status, ward_id, nurse_id or delete on shift
    for each row execute function note_rights_of_nurse();
  create trigger rights_changed
    after insert or update of ended_at, ward_id, nurse_id or delete on assignment
    for each row execute function note_rights_of_nurse();
`;
