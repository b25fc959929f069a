import type { Alert } from '../../contract/state/alert.ts';
import type { EscalationChain, EscalationStep } from '../../contract/state/escalation.ts';
import type { Board, Outcome } from '../board.ts';
import { nextEscalation } from '../staffing/escalation.ts';
import { alertOf } from './find-on-board.ts';

/**
 * The clock: an alert that nobody acknowledges takes the next step of its hospital's chain if that
 * is due, one step at a time. `step` is null where none was. Touches the alert's ward.
 * Refusals: `not_found`.
 */
export function escalateAlert(
  board: Board,
  input: {
    readonly alertId: string;
    readonly chain: EscalationChain;
    /** How many people a step would tell. */
    readonly people: (step: EscalationStep) => number;
  },
): Outcome<{ alert: Alert; step: EscalationStep | null }> {
  const { ward, alert } = alertOf(board, input.alertId);
  const next = nextEscalation(alert, input.chain);
  if (next === null || next.at > board.at) {
    return { ward: ward.key, drafts: [], answer: { alert, step: null } };
  }
  const { step } = next;
  const taken = { to: step.to, at: board.at, notified: input.people(step) };
  const { since, steps } = alert.escalation;
  const escalated: Alert = { ...alert, escalation: { since, steps: [...steps, taken] } };
  return {
    ward: ward.key,
    drafts: [{ ward: ward.key, type: 'alert.updated', data: { alert: escalated } }],
    answer: { alert: escalated, step },
  };
}
