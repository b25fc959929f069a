import type { Alert } from '../../contract/state/alert.ts';
import type { Board, Outcome } from '../board.ts';
import { Refusal } from '../refusal.ts';
import { offTheShelf } from '../staffing/alert-drafts.ts';
import { alertOf } from './find-on-board.ts';

/**
 * An alert comes back from the shelf before its time: unacknowledged again. Touches the alert's
 * ward. Refusals: `not_found`, `alert_not_shelved`.
 */
export function unshelveAlert(
  board: Board,
  input: { readonly alertId: string },
): Outcome<{ alert: Alert }> {
  const { ward, alert } = alertOf(board, input.alertId);
  if (alert.status !== 'shelved') throw new Refusal('alert_not_shelved');
  const back = offTheShelf(alert, board.at);
  return {
    ward: ward.key,
    drafts: [{ ward: ward.key, type: 'alert.updated', data: { alert: back } }],
    answer: { alert: back },
  };
}
