/**
 * A value that changes over time, in the shape `useSyncExternalStore` wants: `get` gives the same
 * object until something changed, `subscribe` calls the listener after each change and gives back
 * how to stop. The listener is not called for the present value.
 */
export interface Readable<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

/** The writable end of a `Readable`. Setting an equal (`Object.is`) value tells nobody. */
export class Cell<T> implements Readable<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  // Arrow functions, so that they can be handed to `useSyncExternalStore` without binding.
  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    // Wrapped, so that the same function given twice is two listeners.
    const entry = (): void => {
      listener();
    };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }
}
