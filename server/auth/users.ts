import type { Database, Statement, Tx } from '../db/database.ts';
import type { Role } from '../../src-shared/contract/session.ts';

export interface NewUser {
  /** Also the name to sign in with. */
  readonly id: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly memberships: readonly NewMembership[];
}

export interface NewMembership {
  readonly hospitalId: string;
  readonly role: Role;
  /** null: every ward of the hospital. */
  readonly wardIds: readonly string[] | null;
}

const INSERT_USER: Statement = {
  name: 'user-insert',
  text: `
    insert into app_user (id, name, password_hash) values ($1, $2, $3)
    on conflict (id) do nothing returning id`,
};
const INSERT_MEMBERSHIPS: Statement = {
  name: 'user-memberships',
  text: `
    insert into membership (user_id, hospital_id, role, ward_ids)
    select $1, m."hospitalId", m.role,
      case when m."wardIds" is null then null
        else array(select jsonb_array_elements_text(m."wardIds")) end
    from jsonb_to_recordset($2::jsonb) as m("hospitalId" text, role text, "wardIds" jsonb)`,
};

/** Adds a user inside the caller's transaction (system role). False: the id is taken. */
export async function insertUser(tx: Tx, user: NewUser): Promise<boolean> {
  const rows = await tx.query(INSERT_USER, [user.id, user.name, user.passwordHash]);
  if (rows.length === 0) return false;
  await tx.query(INSERT_MEMBERSHIPS, [user.id, JSON.stringify(user.memberships)]);
  return true;
}

const DISABLE: Statement = {
  name: 'user-disable',
  text: `
    update app_user set disabled_at = coalesce(disabled_at, now()), version = version + 1
    where id = $1 returning id`,
};
const ORDER_WIPE: Statement = {
  name: 'user-order-wipe',
  text: `
    update session_family
    set wipe_ordered_at = now(), revoked_at = coalesce(revoked_at, now())
    where user_id = $1 and wipe_ordered_at is null`,
};
const KNOWN: Statement = {
  name: 'user-known',
  text: `select id from app_user where id = $1`,
};

/**
 * Ends a user's right to sign in and all sign-ins, and orders their devices to delete what they
 * keep; gateways notice within 5 s. False: no such user.
 */
export async function disableUser(db: Database, id: string): Promise<boolean> {
  return db.system(async (tx) => {
    const rows = await tx.query(DISABLE, [id]);
    await tx.query(ORDER_WIPE, [id]);
    return rows.length > 0;
  });
}

/**
 * Ends all sign-ins of a user and orders their devices to delete what they keep, each when it next
 * reaches a gateway. The user may sign in again, on a device that was not lost. False: no such user.
 */
export async function orderWipe(db: Database, id: string): Promise<boolean> {
  return db.system(async (tx) => {
    const rows = await tx.query(KNOWN, [id]);
    await tx.query(ORDER_WIPE, [id]);
    return rows.length > 0;
  });
}
