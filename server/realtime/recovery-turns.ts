/**
 * Lets so many recoveries go on in one turn of the event loop and the next ones in the next, so that
 * ten thousand who come back at once do not keep live wards waiting. `close` lets all go.
 */
export class RecoveryTurns {
  readonly #perTurn: number;
  #waiting: (() => void)[] = [];
  #taken = 0;
  #scheduled: NodeJS.Immediate | undefined;

  constructor(perTurn: number) {
    this.#perTurn = perTurn;
  }

  /** null: there is room in this turn. */
  next(): Promise<void> | null {
    this.#schedule();
    if (this.#taken < this.#perTurn && this.#waiting.length === 0) {
      this.#taken += 1;
      return null;
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  close(): void {
    clearImmediate(this.#scheduled);
    for (const go of this.#waiting) go();
    this.#waiting = [];
  }

  #schedule(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      const due = this.#waiting.splice(0, this.#perTurn);
      this.#taken = due.length;
      for (const go of due) go();
      if (this.#waiting.length > 0 || this.#taken > 0) this.#schedule();
    });
  }
}
