const PAUSE_MS = 300;

/** The pause before all who failed try again; one timer for all of them. */
export class RetryPause {
  #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  wait(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#timer ??= setTimeout(() => {
      this.#release();
    }, PAUSE_MS);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#release();
  }

  #release(): void {
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }
}
