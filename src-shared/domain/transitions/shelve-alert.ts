import type { ShelveAlert } from '../../contract/commands/shelve-alert.ts';
import type { Alert } from '../../contract/state/alert.ts';
import type { Board, Outcome } from '../board.ts';
import { Refusal } from '../refusal.ts';
import { alertOf } from './find-on-board.ts';

/**
 * An alert is set aside for a while, with a reason; on the shelf already, for another while from
 * now. It comes back by itself if its rule is still broken then. Touches the alert's ward.
 * Refusals: `not_found`; `alert_returned` where the rule is kept again.
 */
export function shelveAlert(
  board: Board,
  input: ShelveAlert & { readonly alertId: string },
): Outcome<{ alert: Alert }> {
  const { ward, alert } = alertOf(board, input.alertId);
  if (alert.status === 'returned') throw new Refusal('alert_returned');
  const until = new Date(Date.parse(board.at) + input.minutes * 60_000).toISOString();
  const shelved: Alert = {
    ...alert,
    status: 'shelved',
    shelved: { by: board.actor, at: board.at, until, reason: input.reason },
  };
  return {
    ward: ward.key,
    drafts: [{ ward: ward.key, type: 'alert.shelved', data: { alert: shelved } }],
    answer: { alert: shelved },
  };
}
