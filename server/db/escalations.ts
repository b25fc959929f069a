import type { EscalationChain } from '../../src-shared/contract/state/escalation.ts';
import { DEFAULT_CHAIN } from '../../src-shared/domain/staffing/escalation.ts';
import type { Statement, Tx } from './database.ts';

const CHAIN: Statement = {
  name: 'escalation-chain',
  text: `select chain from escalation_chain where hospital_id = $1`,
};

/** A hospital's chain, or the one it starts with. */
export async function readChain(tx: Tx, hospitalId: string): Promise<EscalationChain> {
  const [row] = await tx.query<{ chain: EscalationChain }>(CHAIN, [hospitalId]);
  return row?.chain ?? DEFAULT_CHAIN;
}

// The next step is the first of the chain that was not taken, as `nextEscalation` has it, which
// decides again under the ward's lock.
const DUE: Statement = {
  name: 'escalations-due',
  text: `
    select l.id
    from alert l left join escalation_chain c on c.hospital_id = l.hospital_id
    cross join lateral (
      select (s.step -> 'afterSeconds' ->> case l.body ->> 'severity'
        when 'critical' then 'critical' else 'warning' end)::float8 as after_seconds
      from jsonb_array_elements(coalesce(c.chain, $1::jsonb) -> 'steps')
        with ordinality as s (step, place)
      where not l.body -> 'escalation' -> 'steps' @>
        jsonb_build_array(jsonb_build_object('to', s.step -> 'to'))
      order by s.place limit 1) as next
    where l.cleared_at is null and l.status = 'unacknowledged'
      and (l.body -> 'escalation' ->> 'since')::timestamptz
        + make_interval(secs => next.after_seconds) <= clock_timestamp()
    order by l.raised_at limit 2000`,
};

/** Ids of alerts whose next step up the chain is due (system role), the oldest first. */
export async function readEscalationsDue(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(DUE, [JSON.stringify(DEFAULT_CHAIN)]);
  return rows.map(({ id }) => id);
}
