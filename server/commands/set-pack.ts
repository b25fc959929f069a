import { HOUSE_WARD_ID, wardKey } from '../../src-shared/contract/ids.ts';
import type { HouseState } from '../../src-shared/contract/state/house-state.ts';
import type { Pack } from '../../src-shared/contract/state/pack.ts';
import { findById } from '../../src-shared/domain/log/by-id.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtWard } from './looks.ts';

/** The system: a rule pack is in force in a hospital. One that is already changes nothing. */
export function setPack(input: { readonly hospitalId: string; readonly pack: Pack }): Command {
  const { hospitalId, pack } = input;
  const ward = wardKey({ hospitalId, wardId: HOUSE_WARD_ID });
  return {
    name: 'set-pack',
    status: 200,
    look: lookAtWard(hospitalId, HOUSE_WARD_ID),
    allows: () => false,
    subject: () => NO_SUBJECT,
    decide: ({ board }) => {
      const house = board.logs.get(ward) as HouseState;
      const known = findById(house.packs, pack.id);
      const same = known?.version === pack.version && known.title === pack.title;
      return {
        ward,
        drafts: same ? [] : [{ ward, type: 'pack.updated', data: { pack } }],
        answer: { pack },
      };
    },
  };
}
