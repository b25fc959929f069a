import type { Database, Statement, Tx } from './database.ts';
import { linked } from './intake-visits.ts';

const AT_ONCE = 1_000;

/** SQL: the visits that somebody in a hospital is there by. */
const OPEN_VISITS = `
  select v.visit from intake_visit v
  join stay s on s.id = v.stay_id
  where s.ended_at is null`;

// A visit is played from all its messages, so they go together or not at all; and what makes a
// patient in the house the same person as another one stays as long as she does.
const FORGET: Statement = {
  name: 'intake-forget',
  text: `
    with ${linked(`
      select i.patient from intake_instruction i where i.visit in (${OPEN_VISITS})`)},
    old as materialized (
      select m.id from intake_message m
      where m.received_at < $1::timestamptz and m.status in ('applied', 'ignored', 'dismissed')
        and not exists (
          select from intake_instruction i
          where i.message_id = m.id and (i.visit in (${OPEN_VISITS}) or exists (
            select from intake_instruction o join intake_message n on n.id = o.message_id
            where o.visit = i.visit and n.received_at >= $1::timestamptz)))
        and not exists (
          select from intake_merge g join linked l on l.key in (g.merged, g.survivor)
          where g.message_id = m.id)
      order by m.received_at limit $2
    ),
    instructions as (
      delete from intake_instruction i using old where i.message_id = old.id returning i.visit
    ),
    merges as (delete from intake_merge g using old where g.message_id = old.id),
    messages as (delete from intake_message m using old where m.id = old.id returning m.id)
    select (select count(*) from messages) as gone,
      array(select distinct visit from instructions) as visits`,
};

const FORGET_VISITS: Statement = {
  name: 'intake-forget-visits',
  text: `
    delete from intake_visit v
    where v.visit = any ($1::text[]) and v.visit not in (${OPEN_VISITS})
      and not exists (select from intake_instruction i where i.visit = v.visit)`,
};

/**
 * Removes HL7 messages that came in before `cutoff`, with the visits they were of. Stays: what
 * needs an administrator still, a visit that had a later message, and all that the play of a visit
 * with an open stay needs.
 * @returns how many messages went
 */
export async function forgetIntake(database: Database, cutoff: Date): Promise<number> {
  let gone = 0;
  for (;;) {
    const some = await database.system((tx) => forgetSome(tx, cutoff));
    gone += some;
    if (some < AT_ONCE) return gone;
  }
}

async function forgetSome(tx: Tx, cutoff: Date): Promise<number> {
  const values = [cutoff.toISOString(), AT_ONCE];
  const [row] = await tx.query<{ gone: number; visits: string[] }>(FORGET, values);
  await tx.query(FORGET_VISITS, [row?.visits ?? []]);
  return row?.gone ?? 0;
}
