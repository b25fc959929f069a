import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { Database, Statement } from '../db/database.ts';
import type { Membership, Principal } from './principal.ts';

/** How old an answer of `Principals.get` may be, at most. */
export const PRINCIPAL_MAX_AGE_MS = 1_500;

/** Who asks, and by which sign-in; `family` null asks about the user alone. */
export interface SignIn {
  readonly userId: string;
  readonly family: string | null;
}

/** What a user may do, with a digest that tells whether it is still the same. */
export interface Rights {
  readonly principal: Principal;
  readonly digest: string;
}

/** `digest` of the rights known so far; empty: none. */
export interface KnownRights {
  readonly userId: string;
  readonly family: string;
  readonly digest: string;
}

/**
 * Who a user is right now: null where there is no such user, the user is disabled, or that sign-in
 * was revoked.
 */
export interface Principals {
  /**
   * Those whose rights are not (or no longer) the ones of their digest, by their place; null where
   * the user is gone or the sign-in revoked. One query, and a short answer while nothing changes.
   */
  changed(known: readonly KnownRights[]): Promise<Map<number, Rights | null>>;
  /** At most 1.5 s old, and shared: many requests of one sign-in cost one read. */
  get(signIn: SignIn): Promise<Principal | null>;
  /** As `get`, read now. */
  getFresh(signIn: SignIn): Promise<Principal | null>;
  /** Many in one query, read now, in the order given. */
  getAll(signIns: readonly SignIn[]): Promise<(Principal | null)[]>;
  /** Forgets what is remembered of a user, after a change of rights made by this process. */
  forget(userId: string): void;
}

interface Row {
  readonly place: number;
  readonly userId: string;
  readonly name: string;
  readonly memberships: readonly Membership[];
  readonly nurses: readonly { hospitalId: string; nurseId: string; wardIds: string[] }[];
}

// A nurse reads the wards where her running shift or an open assignment is, besides those of her
// membership. The lists have an order, so that the same rights are the same text.
const RIGHTS = `
    select u.id as "userId", u.name,
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
              where a.hospital_id = n.hospital_id and a.nurse_id = n.id and a.ended_at is null
            order by 1)) order by n.hospital_id)
        from nurse n
        where n.user_id = u.id and n.hospital_id in (
          select m.hospital_id from membership m where m.user_id = u.id)), '[]') as nurses
    from app_user u
    where u.id = asked.user_id and u.disabled_at is null
      and (asked.family is null or exists (
        select from session_family f
        where f.id = asked.family and f.user_id = u.id and f.revoked_at is null))`;

const LOAD: Statement = {
  name: 'principals-load',
  text: `
    select asked.place::int as place, r.*
    from unnest($1::text[], $2::uuid[]) with ordinality as asked(user_id, family, place)
    cross join lateral (${RIGHTS}) r`,
};

const CHANGED: Statement = {
  name: 'principals-changed',
  text: `
    select asked.place::int as place, r.*
    from unnest($1::text[], $2::uuid[], $3::text[]) with ordinality
      as asked(user_id, family, digest, place)
    left join lateral (
      select now_is.*, md5(now_is.name || now_is.memberships || now_is.nurses) as digest
      from (${RIGHTS}) now_is) r on true
    where r.digest is distinct from asked.digest`,
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

  /** In the order in which they were read, so the old ones come first. */
  const forgetOld = (): void => {
    const from = now() - PRINCIPAL_MAX_AGE_MS;
    for (const [key, { readAt }] of cache) {
      if (readAt > from) return;
      cache.delete(key);
    }
  };

  const getFresh = (signIn: SignIn): Promise<Principal | null> => {
    const key = keyOf(signIn);
    const answer = load(db, [signIn]).then(([principal]) => principal ?? null);
    cache.delete(key);
    forgetOld();
    const entry = { userId: signIn.userId, readAt: now(), answer };
    cache.set(key, entry);
    // A failed read is not remembered.
    answer.catch(() => {
      if (cache.get(key) === entry) cache.delete(key);
    });
    return answer;
  };

  return {
    get: (signIn) => {
      const known = cache.get(keyOf(signIn));
      if (known !== undefined && now() - known.readAt < PRINCIPAL_MAX_AGE_MS) return known.answer;
      return getFresh(signIn);
    },
    getFresh,
    getAll: (signIns) => load(db, signIns),
    changed: (known) => loadChanged(db, known),
    forget: (userId) => {
      for (const [key, entry] of cache) if (entry.userId === userId) cache.delete(key);
    },
  };
}

function keyOf({ userId, family }: SignIn): string {
  return `${userId}\n${family ?? ''}`;
}

async function load(db: Database, signIns: readonly SignIn[]): Promise<(Principal | null)[]> {
  const users = signIns.map((signIn) => signIn.userId);
  const families = signIns.map((signIn) => signIn.family);
  const rows = await db.system((tx) => tx.query<Row>(LOAD, [users, families]), { readOnly: true });
  const found = new Map(rows.map((row) => [row.place, principalOf(row)]));
  return signIns.map((_signIn, index) => found.get(index + 1) ?? null);
}

async function loadChanged(
  db: Database,
  known: readonly KnownRights[],
): Promise<Map<number, Rights | null>> {
  const columns = [
    known.map((one) => one.userId),
    known.map((one) => one.family),
    known.map((one) => one.digest),
  ];
  type Changed = { place: number } & ((Row & { digest: string }) | { digest: null });
  const rows = await db.system((tx) => tx.query<Changed>(CHANGED, columns), { readOnly: true });
  return new Map(
    rows.map((row) => {
      const rights =
        row.digest === null ? null : { principal: principalOf(row), digest: row.digest };
      return [row.place - 1, rights];
    }),
  );
}

/** One for all the sockets of those who are no nurses. */
const NO_NURSE: Principal['nurseIds'] = Object.freeze({});

function principalOf(row: Row): Principal {
  return {
    userId: row.userId,
    name: row.name,
    memberships: row.memberships.map((membership) => withWardsOnDuty(membership, row)),
    nurseIds:
      row.nurses.length === 0
        ? NO_NURSE
        : Object.fromEntries(row.nurses.map((n) => [n.hospitalId, n.nurseId])),
  };
}

function withWardsOnDuty(membership: Membership, row: Row): Membership {
  if (membership.role !== 'nurse' || membership.wardIds === null) return membership;
  const onDuty = row.nurses
    .filter((nurse) => nurse.hospitalId === membership.hospitalId)
    .flatMap((nurse) => nurse.wardIds)
    .filter((wardId) => wardId !== HOUSE_WARD_ID);
  return { ...membership, wardIds: [...new Set([...membership.wardIds, ...onDuty])].sort() };
}
