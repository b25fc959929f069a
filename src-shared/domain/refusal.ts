import { PROBLEMS, type ProblemCode } from '../contract/problem.ts';

/** A command that the ward's state does not allow. Nothing has changed; `code` is stable. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  /** What exactly stands in the way, in a sentence; added to the code's own. */
  readonly detail: string | undefined;
  /** Further members of the problem document, for example the events of `changed_since`. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, detail?: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(detail ?? PROBLEMS[code].title);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
    this.extra = extra;
  }
}

/** `invalid_request` that names the field of the body (`a.0.b`; empty: all of it) at fault. */
export function invalidRequest(path: string, message: string): Refusal {
  return new Refusal('invalid_request', message, { errors: [{ path, message }] });
}

/** The same, with every fault. @param faults at least one */
export function invalidRequestAll(
  faults: readonly { readonly path: string; readonly message: string }[],
): Refusal {
  const [first] = faults;
  const detail = first === undefined ? undefined : `${first.path}: ${first.message}`;
  return new Refusal('invalid_request', detail, { errors: faults });
}
