import type { KeptAlert } from '../../src-shared/contract/staffing-reads.ts';
import type { RaisedAlert } from '../../src-shared/domain/staffing/alarm-load.ts';
import type { Alert } from '../../src-shared/contract/state/alert.ts';
import type { Statement, Tx } from './database.ts';

interface Row {
  readonly body: Alert;
  readonly ward_id: string;
  readonly returned_at: string | null;
  readonly cleared_at: string | null;
}

/** More than anybody reads; the newest. */
const AT_MOST = 2000;

const COLUMNS = 'body, ward_id, returned_at, cleared_at';
const STANDING: Statement = {
  name: 'alerts-standing',
  text: `
    select ${COLUMNS} from alert
    where hospital_id = $1 and cleared_at is null and ($2::text[] is null or ward_id = any ($2))
    order by raised_at desc, id limit ${AT_MOST}`,
};
const RAISED: Statement = {
  name: 'alerts-raised',
  text: `
    select ${COLUMNS} from alert
    where hospital_id = $1 and ($2::text[] is null or ward_id = any ($2))
      and raised_at >= $3 and raised_at < $4
    order by raised_at desc, id limit ${AT_MOST}`,
};
const STOOD: Statement = {
  name: 'alerts-stood',
  text: `
    select ${COLUMNS} from alert
    where hospital_id = $1 and ward_id = $2 and raised_at < $4
      and coalesce(returned_at, cleared_at, 'infinity') > $3
    order by raised_at, id limit ${AT_MOST}`,
};

/** Alerts that stand, newest first. @param wardIds null: every ward */
export async function listStanding(
  tx: Tx,
  hospitalId: string,
  wardIds: readonly string[] | null,
): Promise<KeptAlert[]> {
  return (await tx.query<Row>(STANDING, [hospitalId, wardIds])).map(keptAlert);
}

/** Alerts raised in a span, newest first. @param wardIds null: every ward */
export async function listRaised(
  tx: Tx,
  hospitalId: string,
  wardIds: readonly string[] | null,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<KeptAlert[]> {
  return (await tx.query<Row>(RAISED, [hospitalId, wardIds, from, to])).map(keptAlert);
}

// Without a limit: figures of the newest alerts alone would be no figures of the span.
const LOAD: Statement = {
  name: 'alerts-load',
  text: `
    select ward_id as "wardId", rule_id as "ruleId", severity, raised_at as "raisedAt",
      acknowledged_at as "acknowledgedAt", cleared_at as "clearedAt"
    from alert where hospital_id = $1 and raised_at >= $2 and raised_at < $3`,
};

/** Every alert of a hospital that was raised in a span. */
export function listLoad(
  tx: Tx,
  hospitalId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<RaisedAlert[]> {
  return tx.query<RaisedAlert>(LOAD, [hospitalId, from, to]);
}

/** Alerts of a ward whose rule was broken at some time in a span, the oldest first. */
export async function listStood(
  tx: Tx,
  hospitalId: string,
  wardId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<KeptAlert[]> {
  return (await tx.query<Row>(STOOD, [hospitalId, wardId, from, to])).map(keptAlert);
}

function keptAlert({ body, ward_id, returned_at, cleared_at }: Row): KeptAlert {
  return { ...body, wardId: ward_id, returnedAt: returned_at, clearedAt: cleared_at };
}
