import { wardKey } from '../../src-shared/contract/ids.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import * as domain from '../../src-shared/domain/transitions/acknowledge-alert.ts';
import { hasRole, mayReadWard } from '../auth/principal.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { type AlertFacts, lookAtAlert } from './looks.ts';
import { mayDispatch } from './permissions.ts';

/** POST /alerts/{id}/acknowledge: whoever dispatches the ward, and the nurses who work in it. */
export function acknowledgeAlert(input: { readonly alertId: string }): Command<AlertFacts> {
  return {
    name: 'acknowledge-alert',
    status: 200,
    look: lookAtAlert(input.alertId),
    allows: (principal, { hospitalId, wards, facts: { wardId } }) =>
      mayDispatch(principal, wards) ||
      (hasRole(principal, hospitalId, ['nurse']) && mayReadWard(principal, { hospitalId, wardId })),
    subject: () => ({ ...NO_SUBJECT, alerts: [input.alertId] }),
    decide: ({ board, reach: { hospitalId, facts } }) => {
      if (!facts.cleared) return domain.acknowledgeAlert(board, input);
      if (facts.alert.acknowledged === null) throw new Refusal('alert_cleared');
      const ward = wardKey({ hospitalId, wardId: facts.wardId });
      return { ward, drafts: [], answer: { alert: facts.alert } };
    },
  };
}
