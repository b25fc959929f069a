import type { Alert } from '../../src-shared/contract/state/alert.ts';
import type { EscalationChain } from '../../src-shared/contract/state/escalation.ts';
import { DEFAULT_CHAIN, nextEscalation } from '../../src-shared/domain/staffing/escalation.ts';
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

const UNACKNOWLEDGED: Statement = {
  name: 'alerts-unacknowledged',
  text: `
    select l.body, c.chain,
      to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now
    from alert l left join escalation_chain c on c.hospital_id = l.hospital_id
    where l.cleared_at is null and l.status = 'unacknowledged'
    order by l.raised_at limit 2000`,
};

/** Ids of alerts whose next step up the chain is due (system role), the oldest first. */
export async function readEscalationsDue(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ body: Alert; chain: EscalationChain | null; now: string }>(
    UNACKNOWLEDGED,
  );
  return rows.flatMap(({ body, chain, now }) => {
    const next = nextEscalation(body, chain ?? DEFAULT_CHAIN);
    return next !== null && next.at <= now ? [body.id] : [];
  });
}
