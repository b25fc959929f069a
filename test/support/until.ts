// Captured when the module loads, so that a test's fake timers do not stop the clock of its waits.
const realSetTimeout = globalThis.setTimeout;
const realNow = performance.now.bind(performance);

export interface UntilOptions {
  /** How long to go on asking, in milliseconds. Default 10,000. */
  within?: number;
  /** Pause between two questions, in milliseconds. Default 20. */
  every?: number;
  /** What is awaited, for the message when it does not come. */
  what?: string;
}

/**
 * Asks `condition` again and again until it gives something truthy, and returns that.
 * A condition that throws counts as "not yet"; its last error becomes the cause of the failure.
 * @throws Error when the deadline passes first
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const { within = 10_000, every = 20, what = 'the condition' } = options;
  const deadline = realNow() + within;
  let lastError: unknown;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value as Exclude<T, false | null | undefined | 0 | ''>;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (realNow() >= deadline) {
      throw new Error(`${what} did not come true within ${String(within)} ms`, {
        cause: lastError,
      });
    }
    await new Promise((resolve) => realSetTimeout(resolve, every));
  }
}
