import type { SwapBeds } from '../../src-shared/contract/commands/swap-beds.ts';
import * as domain from '../../src-shared/domain/transitions/swap-beds.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtTwoStays, type StayFacts } from './looks.ts';
import { requireOpenStay } from './open-stay.ts';
import { mayDispatch } from './permissions.ts';

/** POST /stays/{id}/swap */
export function swapBeds(input: SwapBeds & { readonly stayId: string }): Command<StayFacts> {
  const { stayId, withStayId } = input;
  return {
    name: 'swap-beds',
    status: 200,
    look: lookAtTwoStays(stayId, withStayId),
    allows: (principal, reach) => mayDispatch(principal, reach.wards),
    subject: () => ({ ...NO_SUBJECT, stays: [stayId, withStayId] }),
    decide: ({ board, reach }) => {
      requireOpenStay(reach);
      return domain.swapBeds(board, input);
    },
  };
}
