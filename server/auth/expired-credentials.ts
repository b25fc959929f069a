import type { Database, Statement } from '../db/database.ts';

// A used token is kept until it would have ended, so that using it again is noticed. Those of a
// device that was ordered to delete what it keeps stay longer: it may be found late.
const CLEAN: Statement = {
  name: 'credentials-clean',
  text: `
    with tickets as (delete from realtime_ticket where expires_at < now()),
      ordered as (
        select id from session_family where wipe_ordered_at > now() - interval '90 days'),
      tokens as (
        delete from refresh_token
        where expires_at < now() and family not in (select id from ordered) returning family)
    delete from session_family f
    where f.created_at < now() - interval '31 days'
      and f.id not in (select id from ordered)
      and not exists (
        select from refresh_token t where t.family = f.id and t.expires_at >= now())`,
};

/** Removes tickets, refresh tokens and sign-ins that nobody can use any more. */
export async function removeExpiredCredentials(db: Database): Promise<void> {
  await db.system((tx) => tx.query(CLEAN));
}
