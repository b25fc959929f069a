import type { RealtimeClock } from './clock.ts';

interface Waiting<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchOptions<Key, Value> {
  /** Reads many at once; a key that is missing in the answer gives `absent`. */
  readonly run: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;
  readonly absent: Value;
  /** Two reads begin at least so far apart, in milliseconds. */
  readonly spacingMs: number;
  /** A read without an answer for so long is given up, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: RealtimeClock;
}

/**
 * Gathers what many ask for into one read. One is in flight at a time; who asks meanwhile gets the
 * next, so an answer always comes from a read that began after it was asked for. `close` ends its
 * timers and rejects who waits.
 */
export class BatchedReads<Key, Value> {
  readonly #options: BatchOptions<Key, Value>;
  #waiting = new Map<Key, Waiting<Value>>();
  #timer: NodeJS.Timeout | undefined;
  #inFlight = false;
  #lastBegan = -Infinity;
  #closed = false;

  constructor(options: BatchOptions<Key, Value>) {
    this.#options = options;
  }

  /** Rejects when the read fails: whoever still needs it asks again. */
  read(key: Key): Promise<Value> {
    const known = this.#waiting.get(key);
    if (known !== undefined) return known.promise;
    const waiting: Waiting<Value> = Promise.withResolvers<Value>();
    waiting.promise.catch(() => undefined);
    if (this.#closed) waiting.reject(new Error('closed'));
    else this.#waiting.set(key, waiting);
    this.#schedule();
    return waiting.promise;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const waiting of this.#waiting.values()) waiting.reject(new Error('closed'));
    this.#waiting.clear();
  }

  #schedule(): void {
    if (this.#inFlight || this.#timer !== undefined || this.#waiting.size === 0) return;
    const { spacingMs, clock } = this.#options;
    // At least one turn, so that a burst of frames makes one read.
    const pause = Math.max(0, this.#lastBegan + spacingMs - clock.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#begin();
    }, pause);
  }

  async #begin(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = new Map();
    this.#inFlight = true;
    this.#lastBegan = this.#options.clock.now();
    try {
      const run = this.#options.run([...batch.keys()]);
      const found = await within(run, this.#options.timeoutMs);
      for (const [key, waiting] of batch) {
        waiting.resolve(found.has(key) ? (found.get(key) as Value) : this.#options.absent);
      }
    } catch (error) {
      for (const waiting of batch.values()) waiting.reject(error);
    } finally {
      this.#inFlight = false;
      if (!this.#closed) this.#schedule();
    }
  }
}

/** Rejects when the promise takes longer; what it was waiting for goes on by itself. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  promise.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
