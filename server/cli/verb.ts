import { parseArgs, type ParseArgsConfig } from 'node:util';

/** One verb of the command line. */
export interface Verb {
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly help: string;
  /** @returns the exit code */
  run(args: string[]): Promise<number>;
}

/** A command line that does not make sense; the message says what. Exit code 64. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

type Parsed<T extends ParseArgsConfig> = ReturnType<typeof parseArgs<T>>;

/** @throws WrongUse for an unknown option or a missing value */
export function parseVerb<const T extends ParseArgsConfig>(config: T): Parsed<T> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** @throws WrongUse when there are arguments where none belong */
export function expectNone(args: readonly string[]): void {
  if (args[0] !== undefined) throw new WrongUse(`does not take "${args[0]}"`);
}
