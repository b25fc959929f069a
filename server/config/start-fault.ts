/** Exit codes of the command line, after sysexits.h. */
export const EXIT = {
  /** The command line was used wrongly. */
  usage: 64,
  /** Something that Wardline needs (a port, PostgreSQL, Redis) cannot be had. */
  unavailable: 69,
  /** Wardline itself is at fault. */
  internal: 70,
  /** The configuration is wrong. */
  config: 78,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A start that cannot go on: one line for the person at the terminal, and the exit code. */
export class StartFault extends Error {
  override readonly name = 'StartFault';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, line: string, options?: ErrorOptions) {
    super(line.replaceAll(/\s*\n\s*/g, ' '), options);
    this.exitCode = exitCode;
  }
}

/** Wrong configuration; `variable` is the one to mend. */
export function configFault(variable: string, why: string): StartFault {
  return new StartFault(EXIT.config, `${variable}: ${why}`);
}

/** Something outside cannot be reached or taken; `what` names it. */
export function unavailableFault(what: string, cause: unknown): StartFault {
  const why = cause instanceof Error ? reasonOf(cause) : String(cause);
  return new StartFault(EXIT.unavailable, `${what}: ${why}`, { cause });
}

/** An AggregateError (a host name with several addresses) says nothing by itself. */
function reasonOf(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) {
    return reasonOf(error.errors[0]);
  }
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
