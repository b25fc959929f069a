import * as domain from '../../src-shared/domain/transitions/discharge-stay.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtStayAndNurses, type StayFacts } from './looks.ts';
import { requireOpenStay } from './open-stay.ts';
import { mayDispatch } from './permissions.ts';

/** POST /stays/{id}/discharge */
export function dischargeStay(input: { readonly stayId: string }): Command<StayFacts> {
  return {
    name: 'discharge-stay',
    status: 200,
    look: lookAtStayAndNurses(input.stayId, null),
    allows: (principal, reach) => mayDispatch(principal, reach.wards),
    subject: () => ({ ...NO_SUBJECT, stays: [input.stayId] }),
    decide: ({ board, reach }) => {
      requireOpenStay(reach);
      return domain.dischargeStay(board, input);
    },
  };
}
