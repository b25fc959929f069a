import { z } from 'zod';

/**
 * Every way Wardline says no: stable code, HTTP status, and a sentence a person can act on.
 * The list is closed; docs/errors.md has a line for each.
 */
export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request does not have the expected form.' },
  idempotency_key_missing: {
    status: 400,
    title: 'Send an Idempotency-Key header (a UUID), so that the command can be repeated safely.',
  },
  unauthenticated: {
    status: 401,
    title: 'Sign in first: the access token, or the ticket, is missing or no longer valid.',
  },
  bad_credentials: { status: 401, title: 'User name and password do not match.' },
  refresh_token_invalid: { status: 401, title: 'This session has ended. Sign in again.' },
  wipe_ordered: {
    status: 401,
    title: 'This session has ended, and what this device keeps is to be deleted.',
  },
  forbidden: { status: 403, title: 'Your role does not allow this.' },
  not_found: { status: 404, title: 'There is no such thing here.' },
  method_not_allowed: { status: 405, title: 'This address does not take that method.' },
  bed_occupied: { status: 409, title: 'Another patient is in that bed.' },
  stay_ended: { status: 409, title: 'This patient has already left.' },
  stay_exists: { status: 409, title: 'A stay with this id exists already.' },
  assignment_ended: { status: 409, title: 'This assignment is already over.' },
  assignment_exists: { status: 409, title: 'An assignment with this id exists already.' },
  nurse_already_assigned: { status: 409, title: 'The nurse already has this assignment.' },
  nurse_off_shift: { status: 409, title: 'The nurse has no running shift.' },
  nurse_elsewhere: { status: 409, title: 'The nurse is on shift in another ward.' },
  not_competent: { status: 409, title: 'The nurse is not signed off for this kind of unit.' },
  nurse_on_break: { status: 409, title: 'The nurse is already on a break.' },
  nurse_not_on_break: { status: 409, title: 'The nurse is not on a break.' },
  nurse_id_taken: {
    status: 409,
    title: 'In the other hospital somebody else has this nurse id.',
  },
  shift_overlaps: { status: 409, title: 'The nurse has another shift at that time.' },
  shift_fixed: {
    status: 409,
    title: 'A running shift changes ward only by a move, and an ended one not at all.',
  },
  different_wards: { status: 409, title: 'The two patients are not in the same ward.' },
  command_expired: { status: 409, title: 'The command came too late to be carried out.' },
  changed_since: { status: 409, title: 'Something the command was based on has changed since.' },
  alert_cleared: { status: 409, title: 'This alert is over: it has been cleared already.' },
  alert_returned: {
    status: 409,
    title: 'The shortfall is over already. Acknowledge the alert instead.',
  },
  alert_not_shelved: { status: 409, title: 'This alert is not shelved.' },
  pack_changed: {
    status: 409,
    title: 'Somebody else has stored another version of this rule pack meanwhile.',
  },
  message_closed: { status: 409, title: 'This message has been dealt with already.' },
  notification_exists: { status: 409, title: 'A notification with this id exists already.' },
  already_answered: { status: 409, title: 'Somebody else has answered this already.' },
  not_answerable: { status: 409, title: 'Only messages are answered.' },
  history_gone: { status: 410, title: 'Events after that position are not kept, or do not exist.' },
  precondition_failed: { status: 412, title: 'The file is not as the request wants it to be.' },
  payload_too_large: { status: 413, title: 'The request is too large.' },
  unsupported_media_type: { status: 415, title: 'Send JSON.' },
  range_not_satisfiable: {
    status: 416,
    title: 'The file does not have the part that was asked for.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used for another request.',
  },
  unknown_unit: { status: 422, title: 'The rule pack has no such unit.' },
  too_many_requests: { status: 429, title: 'Too many attempts. Try again later.' },
  notification_quota: {
    status: 429,
    title: 'This integration has used up what it may send in that hospital for now.',
  },
  internal: { status: 500, title: 'Something went wrong here. It has been logged.' },
  unavailable: { status: 503, title: 'The service cannot answer right now. Try again.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The `type` of a problem document: a name, not an address to be fetched. */
export function problemType(code: ProblemCode): string {
  return `urn:wardline:problem:${code}`;
}

/** RFC 9457 body. `errors` names each fault of an `invalid_request`; `events` comes with `changed_since`. */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
