import type { SetBed } from '../../src-shared/contract/commands/set-bed.ts';
import * as domain from '../../src-shared/domain/transitions/set-bed.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtStay, type StayFacts } from './looks.ts';
import { requireOpenStay } from './open-stay.ts';
import { mayDispatch } from './permissions.ts';

/** POST /stays/{id}/bed */
export function setBed(input: SetBed & { readonly stayId: string }): Command<StayFacts> {
  const { stayId, bedId } = input;
  return {
    name: 'set-bed',
    status: 200,
    look: lookAtStay(stayId),
    allows: (principal, reach) => mayDispatch(principal, reach.wards),
    subject: ({ hospitalId, facts }) => ({
      ...NO_SUBJECT,
      stays: [stayId],
      beds: bedId === null ? [] : [`${hospitalId}/${facts.wardId}/${bedId}`],
    }),
    decide: ({ board, reach }) => {
      requireOpenStay(reach);
      return domain.setBed(board, input);
    },
  };
}
