import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { Role } from '../../src-shared/contract/session.ts';
import type { Database, Statement } from '../db/database.ts';
import type { Membership, Principal } from './principal.ts';

/** How old an answer of `Principals.get` may be, at most. */
export const PRINCIPAL_MAX_AGE_MS = 1_500;
const CACHE_MAX = 50_000;

/**
 * Who a user is right now. Answers are at most 1.5 s old, and shared: many requests or sockets of
 * one sign-in cost one read.
 */
export interface Principals {
  /**
   * @param family of the sign-in the user comes with; null asks about the user alone
   * @returns null: no such user, disabled, or that sign-in was revoked
   */
  get(userId: string, family: string | null): Promise<Principal | null>;
  /** As `get`, read now. */
  getFresh(userId: string, family: string | null): Promise<Principal | null>;
  /** Forgets what is remembered of a user, after a change of rights made by this process. */
  forget(userId: string): void;
}

interface Row {
  readonly name: string;
  readonly memberships: readonly Membership[];
  readonly nurses: readonly { hospitalId: string; nurseId: string; wardIds: string[] }[];
}

// A nurse reads the wards where her running shift or an open assignment is, besides those of her
// membership.
const LOAD: Statement = {
  name: 'principal-load',
  text: `
    select u.name,
      coalesce((
        select json_agg(json_build_object(
          'hospitalId', m.hospital_id, 'role', m.role, 'wardIds', m.ward_ids)
          order by m.hospital_id, m.role)
        from membership m where m.user_id = u.id), '[]') as memberships,
      coalesce((
        select json_agg(json_build_object(
          'hospitalId', n.hospital_id, 'nurseId', n.id, 'wardIds', array(
            select s.ward_id from shift s
              where s.hospital_id = n.hospital_id and s.nurse_id = n.id and s.status = 'running'
            union
            select a.ward_id from assignment a
              where a.hospital_id = n.hospital_id and a.nurse_id = n.id and a.ended_at is null)))
        from nurse n where n.user_id = u.id), '[]') as nurses
    from app_user u
    where u.id = $1 and u.disabled_at is null
      and ($2::uuid is null or exists (
        select from session_family f
        where f.id = $2 and f.user_id = u.id and f.revoked_at is null))`,
};

/** @param now milliseconds, monotonic */
export function createPrincipals(
  db: Database,
  now: () => number = () => performance.now(),
): Principals {
  const cache = new Map<
    string,
    { userId: string; readAt: number; answer: Promise<Principal | null> }
  >();

  const read = (userId: string, family: string | null): Promise<Principal | null> => {
    const key = `${userId}\n${family ?? ''}`;
    const answer = load(db, userId, family);
    cache.delete(key);
    if (cache.size >= CACHE_MAX) cache.clear();
    const entry = { userId, readAt: now(), answer };
    cache.set(key, entry);
    // A failed read is not remembered.
    answer.catch(() => {
      if (cache.get(key) === entry) cache.delete(key);
    });
    return answer;
  };

  return {
    get: (userId, family) => {
      const known = cache.get(`${userId}\n${family ?? ''}`);
      if (known !== undefined && now() - known.readAt < PRINCIPAL_MAX_AGE_MS) return known.answer;
      return read(userId, family);
    },
    getFresh: read,
    forget: (userId) => {
      for (const [key, entry] of cache) if (entry.userId === userId) cache.delete(key);
    },
  };
}

async function load(
  db: Database,
  userId: string,
  family: string | null,
): Promise<Principal | null> {
  const [row] = await db.system((tx) => tx.query<Row>(LOAD, [userId, family]), { readOnly: true });
  if (row === undefined) return null;
  return {
    userId,
    name: row.name,
    memberships: row.memberships.map((membership) => withWardsOnDuty(membership, row)),
    nurseIds: Object.fromEntries(row.nurses.map((n) => [n.hospitalId, n.nurseId])),
  };
}

function withWardsOnDuty(membership: Membership, row: Row): Membership {
  const role: Role = membership.role;
  if (role !== 'nurse' || membership.wardIds === null) return membership;
  const onDuty = row.nurses
    .filter((nurse) => nurse.hospitalId === membership.hospitalId)
    .flatMap((nurse) => nurse.wardIds)
    .filter((wardId) => wardId !== HOUSE_WARD_ID);
  return { ...membership, wardIds: [...new Set([...membership.wardIds, ...onDuty])].sort() };
}
