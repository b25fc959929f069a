import type { NurseRecord } from '../../src-shared/domain/board.ts';
import { wireTime } from './wire-time.ts';

export interface NurseRow extends NurseRecord {
  readonly hospitalId: string;
}

/**
 * SQL for a JSON array of the `NurseRow`s that an array of `hospital/nurse` names.
 * @param keys SQL of that array, for example `$3::text[]`
 */
export function nurseRecordsJson(keys: string): string {
  return `(
    select coalesce(json_agg(json_build_object(
      'hospitalId', n.hospital_id, 'id', n.id, 'name', n.name, 'licence', n.licence,
      'competencies', n.competencies, 'homeWardId', n.home_ward_id, 'userId', n.user_id,
      'post', (
        select json_build_object('wardId', r.ward_id, 'shift', json_build_object('id', r.id,
          'startsAt', ${wireTime('r.starts_at')}, 'endsAt', ${wireTime('r.ends_at')}))
        from shift r
        where r.hospital_id = n.hospital_id and r.nurse_id = n.id and r.status = 'running'))), '[]')
    from unnest(${keys}) as k (key)
    join nurse n on n.hospital_id = split_part(k.key, '/', 1) and n.id = split_part(k.key, '/', 2))`;
}
