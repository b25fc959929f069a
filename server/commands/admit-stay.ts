import type { AdmitStay } from '../../src-shared/contract/commands/admit-stay.ts';
import type { Time } from '../../src-shared/contract/time.ts';
import * as domain from '../../src-shared/domain/transitions/admit-stay.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtWard } from './looks.ts';
import { mayDispatch } from './permissions.ts';

/** POST /stays. `admittedAt` is for intake, which hears of an admission later. */
export function admitStay(input: AdmitStay & { readonly admittedAt?: Time }): Command {
  const { hospitalId, wardId, bedId } = input;
  const beds = bedId == null ? [] : [`${hospitalId}/${wardId}/${bedId}`];
  return {
    name: 'admit-stay',
    status: 201,
    look: lookAtWard(hospitalId, wardId),
    allows: (principal, reach) => mayDispatch(principal, reach.wards),
    subject: () => ({ ...NO_SUBJECT, stays: input.id === undefined ? [] : [input.id], beds }),
    decide: ({ board }) => domain.admitStay(board, input),
  };
}
