import type { Database, Statement } from '../db/database.ts';

// A used token is kept until it would have ended, so that using it again is noticed.
const CLEAN: Statement = {
  name: 'credentials-clean',
  text: `
    with tickets as (delete from realtime_ticket where expires_at < now()),
      tokens as (delete from refresh_token where expires_at < now() returning family)
    delete from session_family f
    where f.created_at < now() - interval '31 days'
      and not exists (
        select from refresh_token t where t.family = f.id and t.expires_at >= now())`,
};

/** Removes tickets, refresh tokens and sign-ins that nobody can use any more. */
export async function removeExpiredCredentials(db: Database): Promise<void> {
  await db.system((tx) => tx.query(CLEAN));
}
