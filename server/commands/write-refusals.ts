import type { ProblemCode } from '../../src-shared/contract/problem.ts';
import { invalidRequest, Refusal } from '../../src-shared/domain/refusal.ts';
import { sqlState, violatedConstraint } from '../db/postgres-errors.ts';

/** Constraints that guard what no locked ward can know, and what running into them means. */
const GUARDS: Readonly<Record<string, ProblemCode>> = {
  stay_bed: 'bed_occupied',
  stay_pkey: 'stay_exists',
  assignment_pkey: 'assignment_exists',
  assignment_stay: 'nurse_already_assigned',
  assignment_post: 'nurse_already_assigned',
  help_call_pkey: 'notification_exists',
  notification_pkey: 'notification_exists',
  shift_overlaps: 'shift_overlaps',
  shift_running: 'shift_overlaps',
};

/** Constraints on what a request names, with the field that names it. */
const REFERENCES: Readonly<Record<string, readonly [path: string, message: string]>> = {
  staffing_waiver_pkey: ['id', "is another waiver's"],
  nurse_user: ['userId', 'Another nurse of this hospital signs in as that user.'],
};

const NOT_KEPT = 'The request holds a character that cannot be kept.';

// A character that PostgreSQL cannot keep, such as U+0000.
const UNTRANSLATABLE = new Set(['22021', '22P05']);

/** What a failed write means to the caller, where it means something; else the error itself. */
export function asRefusal(error: unknown): unknown {
  const constraint = violatedConstraint(error) ?? '';
  const guard = GUARDS[constraint];
  if (guard !== undefined) return new Refusal(guard);
  const reference = REFERENCES[constraint];
  if (reference !== undefined) return invalidRequest(...reference);
  if (UNTRANSLATABLE.has(sqlState(error) ?? '')) return invalidRequest('', NOT_KEPT);
  return error;
}

/** Refuses texts that would not come back as they were: U+0000 and halves of surrogate pairs. */
export function requireStorable(value: unknown): void {
  const errors = notStorable(value, []).map((path) => ({ path, message: NOT_KEPT }));
  if (errors.length > 0) throw new Refusal('invalid_request', NOT_KEPT, { errors });
}

function notStorable(value: unknown, at: readonly string[]): string[] {
  if (typeof value === 'string') {
    return value.includes('\0') || !value.isWellFormed() ? [at.join('.')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => notStorable(member, [...at, name]));
}
