import type { Statement, Tx } from './database.ts';

/** So many an integration may send in a hospital at once … */
export const QUOTA_BURST = 600;
/** … and so many a second over time: as many as one user is shown. */
export const QUOTA_PER_SECOND = 10;

// spent_until is when what was sent so far will have been made up for.
const SPEND: Statement = {
  name: 'notification-quota-spend',
  text: `
    with asked as materialized (
      select clock_timestamp() as now, make_interval(secs => $3::float / ${QUOTA_PER_SECOND}) as cost,
        make_interval(secs => ${QUOTA_BURST / QUOTA_PER_SECOND}) as burst
    ), spent as (
      insert into notification_quota as q (hospital_id, sender, spent_until)
      select $1, $2, now + cost from asked
      on conflict (hospital_id, sender) do update set
        spent_until = greatest(q.spent_until, clock_timestamp()) + (select cost from asked)
      returning spent_until
    )
    select greatest(0, ceil(extract(epoch from s.spent_until - a.now - a.burst)))::int as wait
    from asked a, spent s`,
};

/**
 * Counts so many notifications to an integration's account in a hospital. Gives 0, or the seconds
 * after which it could have sent them; then the caller rolls back, and nothing was counted.
 */
export async function spendQuota(
  tx: Tx,
  hospitalId: string,
  sender: string,
  count: number,
): Promise<number> {
  const [row] = await tx.query<{ wait: number }>(SPEND, [hospitalId, sender, count]);
  return row?.wait ?? 0;
}
