import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { RulePack } from '../../src-shared/contract/state/rule-pack.ts';
import * as domain from '../../src-shared/domain/transitions/put-pack-in-force.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtWard } from './looks.ts';

/** The system: the rule pack that a hospital starts with. One that is in force changes nothing. */
export function setPack(input: { readonly hospitalId: string; readonly pack: RulePack }): Command {
  return {
    name: 'set-pack',
    status: 200,
    look: lookAtWard(input.hospitalId, HOUSE_WARD_ID),
    allows: () => false,
    subject: () => NO_SUBJECT,
    decide: ({ board }) => domain.putPackInForce(board, { wardId: null, pack: input.pack }),
  };
}
