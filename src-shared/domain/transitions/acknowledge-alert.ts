import type { Alert } from '../../contract/state/alert.ts';
import type { Board, EventDraft, Outcome } from '../board.ts';
import { alertOf } from './find-on-board.ts';

/**
 * Somebody has taken note of an alert: it escalates no further. One whose rule is kept again goes
 * with it. One that is acknowledged already stays as it is; one on the shelf comes off it. Touches
 * the alert's ward. Refusals: `not_found`.
 */
export function acknowledgeAlert(
  board: Board,
  input: { readonly alertId: string },
): Outcome<{ alert: Alert }> {
  const { ward, alert } = alertOf(board, input.alertId);
  if (alert.status === 'acknowledged') return { ward: ward.key, drafts: [], answer: { alert } };
  const seen: Alert = {
    ...alert,
    status: 'acknowledged',
    acknowledged: { by: board.actor, at: board.at },
    shelved: null,
  };
  const drafts: EventDraft[] = [
    { ward: ward.key, type: 'alert.acknowledged', data: { alert: seen } },
  ];
  if (alert.status === 'returned') {
    drafts.push({ ward: ward.key, type: 'alert.cleared', data: { alert: seen } });
  }
  return { ward: ward.key, drafts, answer: { alert: seen } };
}
