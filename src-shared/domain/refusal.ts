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

/** Refuses with `invalid_request` that names every fault; does nothing where there is none. */
export function refuseFaults(
  faults: readonly { readonly path: string; readonly message: string }[],
): void {
  const [first] = faults;
  if (first === undefined) return;
  const detail = `${first.path}: ${first.message}.`;
  throw new Refusal('invalid_request', detail, { errors: faults });
}
