import type { Alert } from '../../src-shared/contract/state/alert.ts';
import type { Assignment } from '../../src-shared/contract/state/assignment.ts';
import { wireTime } from '../db/wire-time.ts';
import type { Look } from './command.ts';

export interface StayFacts {
  readonly ended: boolean;
  readonly wardId: string;
}

const STAY_FACTS = `json_build_object('ended', s.ended_at is not null, 'wardId', s.ward_id)`;

/** A stay in its ward, for what concerns no nurse. */
export function lookAtStay(stayId: string): Look {
  return {
    name: 'stay',
    text: `
      select s.hospital_id, array[s.hospital_id || '/' || s.ward_id] as wards,
        '{}'::text[] as nurses, ${STAY_FACTS} as facts
      from stay s where s.id = $1::uuid`,
    values: [stayId],
  };
}

/** Two stays of one hospital; `ended` when either is. */
export function lookAtTwoStays(stayId: string, otherStayId: string): Look {
  return {
    name: 'two-stays',
    text: `
      select s.hospital_id,
        array[s.hospital_id || '/' || s.ward_id, o.hospital_id || '/' || o.ward_id] as wards,
        '{}'::text[] as nurses,
        json_build_object('ended', s.ended_at is not null or o.ended_at is not null,
          'wardId', s.ward_id) as facts
      from stay s join stay o on o.hospital_id = s.hospital_id and o.id = $2::uuid
      where s.id = $1::uuid`,
    values: [stayId, otherStayId],
  };
}

/** A stay with the nurses who have it, and the ward it may go to. */
export function lookAtStayAndNurses(stayId: string, toWardId: string | null): Look {
  return {
    name: 'stay-nurses',
    text: `
      select s.hospital_id, array_remove(array[s.hospital_id || '/' || s.ward_id,
          s.hospital_id || '/' || $2::text], null) as wards,
        array(
          select distinct a.hospital_id || '/' || a.nurse_id from assignment a
          where a.hospital_id = s.hospital_id and a.ward_id = s.ward_id
            and a.ended_at is null and a.stay_id = s.id) as nurses,
        ${STAY_FACTS} as facts
      from stay s where s.id = $1::uuid`,
    values: [stayId, toWardId],
  };
}

export interface AssignmentFacts {
  readonly ended: boolean;
  readonly wardId: string;
  readonly assignment: Assignment;
}

export function lookAtAssignment(assignmentId: string): Look {
  return {
    name: 'assignment',
    text: `
      select a.hospital_id, array[a.hospital_id || '/' || a.ward_id] as wards,
        array[a.hospital_id || '/' || a.nurse_id] as nurses,
        json_build_object('ended', a.ended_at is not null, 'wardId', a.ward_id,
          'assignment', json_build_object('id', a.id, 'nurseId', a.nurse_id, 'stayId', a.stay_id,
            'startedAt', ${wireTime('a.started_at')}, 'startedBy', a.started_by,
            'deliveredAt', ${wireTime('a.delivered_at')},
            'confirmedAt', ${wireTime('a.confirmed_at')}, 'notes', a.notes)) as facts
      from assignment a where a.id = $1::uuid`,
    values: [assignmentId],
  };
}

/** A nurse where her running shift is. */
export function lookAtNurse(hospitalId: string, nurseId: string): Look {
  return {
    name: 'nurse',
    text: `
      select n.hospital_id, array(
          select r.hospital_id || '/' || r.ward_id from shift r
          where r.hospital_id = n.hospital_id and r.nurse_id = n.id and r.status = 'running'
        ) as wards,
        array[n.hospital_id || '/' || n.id] as nurses, null::json as facts
      from nurse n where n.hospital_id = $1 and n.id = $2`,
    values: [hospitalId, nurseId],
  };
}

export interface BreakFacts {
  /** Until when the reliever is on a break, wherever she works. */
  readonly relieversBreak: string | null;
}

/** A nurse where her running shift is, and the one who is to relieve her. */
export function lookAtBreak(hospitalId: string, nurseId: string, reliever: string | null): Look {
  return {
    name: 'nurse-reliever',
    text: `
      select n.hospital_id, array(
          select r.hospital_id || '/' || r.ward_id from shift r
          where r.hospital_id = n.hospital_id and r.nurse_id = n.id and r.status = 'running'
        ) as wards,
        array_remove(array[n.hospital_id || '/' || n.id, n.hospital_id || '/' || $3::text], null)
          as nurses,
        json_build_object('relieversBreak', (
          select ${wireTime('max(wn.on_break_until)')} from ward_nurse wn
          where wn.hospital_id = n.hospital_id and wn.nurse_id = $3::text)) as facts
      from nurse n where n.hospital_id = $1 and n.id = $2`,
    values: [hospitalId, nurseId, reliever],
  };
}

/** A nurse where her running shift is, and the ward, perhaps of another hospital, she may go to. */
export function lookAtNurseAndWard(
  hospitalId: string,
  nurseId: string,
  toHospitalId: string,
  toWardId: string,
): Look {
  return {
    name: 'nurse-ward',
    text: `
      select n.hospital_id, array(
          select r.hospital_id || '/' || r.ward_id from shift r
          where r.hospital_id = n.hospital_id and r.nurse_id = n.id and r.status = 'running'
          union select $3::text || '/' || $4::text
        ) as wards,
        array(select n.hospital_id || '/' || n.id union select $3::text || '/' || n.id) as nurses,
        null::json as facts
      from nurse n where n.hospital_id = $1 and n.id = $2`,
    values: [hospitalId, nurseId, toHospitalId, toWardId],
  };
}

/** A ward and a nurse who is to work there; with `fetch` also the ward of her running shift. */
export function lookAtWardAndNurse(
  hospitalId: string,
  wardId: string,
  nurseId: string,
  fetch: boolean,
): Look {
  return {
    name: 'ward-nurse',
    text: `
      select w.hospital_id, array(
          select w.hospital_id || '/' || w.id
          union select r.hospital_id || '/' || r.ward_id from shift r
          where $4::boolean and r.hospital_id = w.hospital_id and r.nurse_id = $3::text
            and r.status = 'running'
        ) as wards,
        array[w.hospital_id || '/' || $3::text] as nurses, null::json as facts
      from ward w where w.hospital_id = $1 and w.id = $2`,
    values: [hospitalId, wardId, nurseId, fetch],
  };
}

/** One log: a ward, or (`_house`) the hospital as a whole. */
export function lookAtWard(hospitalId: string, wardId: string): Look {
  return {
    name: 'ward',
    text: `
      select w.hospital_id, array[w.hospital_id || '/' || w.id] as wards, '{}'::text[] as nurses,
        null::json as facts
      from ward w where w.hospital_id = $1 and w.id = $2`,
    values: [hospitalId, wardId],
  };
}

export interface AlertFacts {
  readonly cleared: boolean;
  readonly wardId: string;
  /** As it was when it left the ward's state, or is. */
  readonly alert: Alert;
}

export function lookAtAlert(alertId: string): Look {
  return {
    name: 'alert',
    text: `
      select l.hospital_id, array[l.hospital_id || '/' || l.ward_id] as wards,
        '{}'::text[] as nurses,
        json_build_object('cleared', l.cleared_at is not null, 'wardId', l.ward_id,
          'alert', l.body) as facts
      from alert l where l.id = $1::uuid`,
    values: [alertId],
  };
}
