import type { TransferStay } from '../../src-shared/contract/commands/transfer-stay.ts';
import * as domain from '../../src-shared/domain/transitions/transfer-stay.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtStayAndNurses, type StayFacts } from './looks.ts';
import { requireOpenStay } from './open-stay.ts';
import { mayDispatch } from './permissions.ts';

/** POST /stays/{id}/transfer */
export function transferStay(
  input: TransferStay & { readonly stayId: string },
): Command<StayFacts> {
  const { stayId, wardId, bedId } = input;
  return {
    name: 'transfer-stay',
    status: 200,
    look: lookAtStayAndNurses(stayId, wardId),
    allows: (principal, reach) => mayDispatch(principal, reach.wards),
    subject: ({ hospitalId }) => ({
      ...NO_SUBJECT,
      stays: [stayId],
      beds: bedId == null ? [] : [`${hospitalId}/${wardId}/${bedId}`],
    }),
    decide: ({ board, reach }) => {
      requireOpenStay(reach);
      return domain.transferStay(board, input);
    },
  };
}
