import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { PlannedShift } from '../../src-shared/contract/state/shift.ts';
import { wireTime } from '../db/wire-time.ts';
import type { Look } from './command.ts';

/** Shifts of one ward (`_house`: the pool) that the clock has to do with. */
export interface ShiftsOfWard {
  readonly hospitalId: string;
  readonly wardId: string;
  readonly shiftIds: readonly string[];
}

export interface ShiftsFacts {
  /** Those that still have the status looked for, by id. */
  readonly shifts: readonly PlannedShift[];
}

/** The house, the ward and the nurses of those of the shifts that still have a status. */
export function lookAtShifts(input: ShiftsOfWard, status: 'planned' | 'running'): Look {
  return {
    name: 'shifts',
    text: `
      select w.hospital_id,
        array[w.hospital_id || '/' || w.id, w.hospital_id || '/' || $2::text] as wards,
        coalesce(s.nurses, '{}') as nurses,
        json_build_object('shifts', coalesce(s.shifts, '[]'::json)) as facts
      from ward w left join lateral (
        select array_agg(distinct f.hospital_id || '/' || f.nurse_id) as nurses,
          json_agg(json_build_object('id', f.id, 'nurseId', f.nurse_id,
            'wardId', nullif(f.ward_id, '${HOUSE_WARD_ID}'),
            'startsAt', ${wireTime('f.starts_at')}, 'endsAt', ${wireTime('f.ends_at')})
            order by f.id) as shifts
        from shift f
        where f.hospital_id = $1 and f.id = any ($3::text[]) and f.ward_id = $2::text
          and f.status = $4
      ) s on true
      where w.hospital_id = $1 and w.id = '${HOUSE_WARD_ID}'`,
    values: [input.hospitalId, input.wardId, input.shiftIds, status],
  };
}
