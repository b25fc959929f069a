import type { SetAcuity } from '../../src-shared/contract/commands/set-acuity.ts';
import * as domain from '../../src-shared/domain/transitions/set-acuity.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtStay, type StayFacts } from './looks.ts';
import { requireOpenStay } from './open-stay.ts';
import { mayDispatch } from './permissions.ts';

/** POST /stays/{id}/acuity */
export function setAcuity(input: SetAcuity & { readonly stayId: string }): Command<StayFacts> {
  return {
    name: 'set-acuity',
    status: 200,
    look: lookAtStay(input.stayId),
    allows: (principal, reach) => mayDispatch(principal, reach.wards),
    subject: () => ({ ...NO_SUBJECT, stays: [input.stayId] }),
    decide: ({ board, reach }) => {
      requireOpenStay(reach);
      return domain.setAcuity(board, input);
    },
  };
}
