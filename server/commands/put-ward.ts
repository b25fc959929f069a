import type { PutWard } from '../../src-shared/contract/commands/put-ward.ts';
import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import * as domain from '../../src-shared/domain/transitions/put-ward.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { lookAtWard } from './looks.ts';
import { mayConfigure } from './permissions.ts';

// A ward's log is locked by its row, so the row of a new ward comes before everything else. Only
// where the hospital is seen: its house log stands for it.
const MAKE: Statement = {
  name: 'ward-make',
  text: `
    insert into ward (hospital_id, id)
    select hospital_id, $2 from ward where hospital_id = $1 and id = '${HOUSE_WARD_ID}'
    on conflict (hospital_id, id) do nothing`,
};

/** PUT /hospitals/{h}/wards/{w} */
export function putWard(
  input: PutWard & { readonly hospitalId: string; readonly wardId: string },
): Command {
  const { hospitalId, wardId } = input;
  return {
    name: 'put-ward',
    status: 200,
    prepare: { statement: MAKE, values: [hospitalId, wardId] },
    look: lookAtWard(hospitalId, wardId),
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => ({
      ...NO_SUBJECT,
      beds: input.beds.map((bed) => `${hospitalId}/${wardId}/${bed.id}`),
    }),
    decide: ({ board }) => domain.putWard(board, input),
  };
}
