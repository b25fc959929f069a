import { type Kysely, sql } from 'kysely';

/** Emptying a table that rights are read from changes anybody's, and passes the triggers of rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`${FUNCTION} ${READ_FROM.map(trigger).join('')}`).execute(db);
}

// Users and nurses are read from too: these refer to them, so that they can only be emptied with them.
const READ_FROM = ['membership', 'session_family', 'shift', 'assignment'];

const FUNCTION = `
  create function note_rights_of_all() returns trigger language plpgsql as $$
  begin
    insert into rights_change (user_id) select id from app_user;
    return null;
  end $$;
`;

/** Before: the users themselves may go along. */
function trigger(table: string): string {
  return `
    create trigger rights_changed_by_truncate before truncate on ${table}
      for each statement execute function note_rights_of_all();
  `;
}
