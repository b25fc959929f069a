import type { CommandOutcome } from './views.ts';

interface Waiting {
  readonly promise: Promise<CommandOutcome>;
  readonly resolve: (outcome: CommandOutcome) => void;
}

/** The promises of those who wait for a command's end in this process; each is resolved once. */
export class Outcomes {
  readonly #waiting = new Map<string, Waiting>();

  of(commandId: string): Promise<CommandOutcome> {
    let waiting = this.#waiting.get(commandId);
    if (waiting === undefined) {
      const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
      waiting = { promise, resolve };
      this.#waiting.set(commandId, waiting);
    }
    return waiting.promise;
  }

  settle(commandId: string, outcome: CommandOutcome): void {
    this.#waiting.get(commandId)?.resolve(outcome);
    this.#waiting.delete(commandId);
  }
}
