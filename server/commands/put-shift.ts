import type { PutShift } from '../../src-shared/contract/commands/put-shift.ts';
import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import * as domain from '../../src-shared/domain/transitions/put-shift.ts';
import type { Statement } from '../db/database.ts';
import { type Command, type Look, NO_SUBJECT } from './command.ts';
import { mayConfigure } from './permissions.ts';

const PLAN: Statement = {
  name: 'shift-plan',
  text: `
    insert into shift (hospital_id, id, nurse_id, ward_id, starts_at, ends_at, status)
    values ($1, $2, $3, $4, $5, $6, 'planned')
    on conflict (hospital_id, id) do update set nurse_id = excluded.nurse_id,
      ward_id = excluded.ward_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      status = 'planned'`,
};

interface ShiftFacts {
  readonly status: domain.ShiftStatus | null;
}

/** The house, the ward the shift is or shall be in, and where its nurse is on duty. */
function lookAtShift(hospitalId: string, shiftId: string, nurseId: string, wardId: string): Look {
  return {
    name: 'shift',
    text: `
      select w.hospital_id, array(
          select w.hospital_id || '/' || w.id
          union select w.hospital_id || '/' || $4::text
          union select r.hospital_id || '/' || r.ward_id from shift r
          where r.hospital_id = w.hospital_id
            and (r.id = $2::text or r.nurse_id = $3::text and r.status = 'running')
        ) as wards,
        array[w.hospital_id || '/' || $3::text] as nurses,
        json_build_object('status', (
          select f.status from shift f where f.hospital_id = w.hospital_id and f.id = $2::text
        )) as facts
      from ward w where w.hospital_id = $1 and w.id = '${HOUSE_WARD_ID}'`,
    values: [hospitalId, shiftId, nurseId, wardId],
  };
}

/** PUT /hospitals/{h}/shifts/{s} */
export function putShift(
  input: PutShift & { readonly hospitalId: string; readonly shiftId: string },
): Command<ShiftFacts> {
  const { hospitalId, shiftId, nurseId, startsAt, endsAt } = input;
  const wardId = input.wardId ?? HOUSE_WARD_ID;
  return {
    name: 'put-shift',
    status: 200,
    look: lookAtShift(hospitalId, shiftId, nurseId, wardId),
    allows: (principal) => mayConfigure(principal, hospitalId),
    subject: () => ({ ...NO_SUBJECT, nurses: [`${hospitalId}/${nurseId}`] }),
    decide: ({ board, reach }) => domain.putShift(board, { ...input, status: reach.facts.status }),
    // One that begins later than the house log shows has a row only; events set the others.
    rows: ({ reach }, { drafts }) => {
      const isSetByEvents = drafts.some(
        (draft) => draft.type === 'shift.planned' || draft.type === 'shift.started',
      );
      if (isSetByEvents || reach.facts.status === 'running') return [];
      return [
        { statement: PLAN, values: [hospitalId, shiftId, nurseId, wardId, startsAt, endsAt] },
      ];
    },
  };
}
