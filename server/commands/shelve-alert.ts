import type { ShelveAlert } from '../../src-shared/contract/commands/shelve-alert.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import * as domain from '../../src-shared/domain/transitions/shelve-alert.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { type AlertFacts, lookAtAlert } from './looks.ts';
import { mayDispatch } from './permissions.ts';

/** POST /alerts/{id}/shelve */
export function shelveAlert(
  input: ShelveAlert & { readonly alertId: string },
): Command<AlertFacts> {
  return {
    name: 'shelve-alert',
    status: 200,
    look: lookAtAlert(input.alertId),
    allows: (principal, { wards }) => mayDispatch(principal, wards),
    subject: () => ({ ...NO_SUBJECT, alerts: [input.alertId] }),
    decide: ({ board, reach }) => {
      if (reach.facts.cleared) throw new Refusal('alert_cleared');
      return domain.shelveAlert(board, input);
    },
    note: { reason: input.reason },
  };
}
