import type { StaffingHistory } from '../../src-shared/contract/staffing-reads.ts';
import type { Staffing } from '../../src-shared/contract/state/staffing.ts';
import { listStood } from './alert-lists.ts';
import type { Statement, Tx } from './database.ts';

// The verdict before the span is the one that holds at its beginning; a day further back at most,
// so that a ward that nothing happens in does not cost its whole history.
const VERDICTS: Statement = {
  name: 'staffing-verdicts',
  text: `
    select e.data -> 'staffing' as staffing from ward_event e
    where e.hospital_id = $1 and e.ward_id = $2 and e.type = 'staffing.updated'
      and e.at >= $3::timestamptz - interval '1 day' and e.at < $4::timestamptz
    order by e.seq`,
};

// A verdict that has held for longer than that is still the ward's own.
const LAST: Statement = {
  name: 'staffing-last',
  text: `select staffing from ward where hospital_id = $1 and id = $2 and staffing is not null`,
};

/** How the verdict on a ward went in a span, and which alerts stood. */
export async function readStaffingHistory(
  tx: Tx,
  hospitalId: string,
  wardId: string,
  span: { readonly from: string; readonly to: string },
): Promise<StaffingHistory> {
  const changes = await tx.query<{ staffing: Staffing }>(VERDICTS, [
    hospitalId,
    wardId,
    span.from,
    span.to,
  ]);
  const rows =
    changes.length > 0
      ? changes
      : await tx.query<{ staffing: Staffing }>(LAST, [hospitalId, wardId]);
  const points = rows.map(({ staffing: { asOf, waiver, ...verdict } }) => ({
    at: asOf,
    ...verdict,
    waived: waiver !== null,
  }));
  const before = points.findLastIndex(({ at }) => at <= span.from);
  const alerts = await listStood(tx, hospitalId, wardId, span);
  return {
    ...span,
    points: points.slice(Math.max(0, before)),
    alerts: alerts.map(({ id, ruleId, severity, since, raisedAt, returnedAt, clearedAt }) => ({
      id,
      ruleId,
      severity,
      since,
      raisedAt,
      endedAt: returnedAt ?? clearedAt,
    })),
  };
}
