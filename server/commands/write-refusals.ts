import type { ProblemCode } from '../../src-shared/contract/problem.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import { sqlState, violatedConstraint } from '../db/postgres-errors.ts';

/** Constraints that guard what no locked ward can know, and what running into them means. */
const GUARDS: Readonly<Record<string, readonly [ProblemCode, string?]>> = {
  stay_bed: ['bed_occupied'],
  stay_pkey: ['stay_exists'],
  assignment_pkey: ['assignment_exists'],
  assignment_stay: ['nurse_already_assigned'],
  assignment_post: ['nurse_already_assigned'],
  shift_overlaps: ['shift_overlaps'],
  shift_running: ['shift_overlaps'],
  nurse_user: ['invalid_request', 'Another nurse of this hospital signs in as that user.'],
  nurse_user_id_fkey: ['invalid_request', 'There is no such user.'],
  location_hospital_id_ward_id_fkey: ['invalid_request', 'A location names an unknown ward.'],
};

// A character that PostgreSQL cannot keep, such as U+0000.
const UNTRANSLATABLE = new Set(['22021', '22P05']);

/** What a failed write means to the caller, where it means something; else the error itself. */
export function asRefusal(error: unknown): unknown {
  const guard = GUARDS[violatedConstraint(error) ?? ''];
  if (guard !== undefined) return new Refusal(...guard);
  if (UNTRANSLATABLE.has(sqlState(error) ?? '')) {
    return new Refusal('invalid_request', 'The request holds a character that cannot be kept.');
  }
  return error;
}

/** Refuses texts that would not come back as they were: U+0000 and halves of surrogate pairs. */
export function requireStorable(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) {
      throw new Refusal('invalid_request', 'The request holds a character that cannot be kept.');
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) requireStorable(member);
  }
}
