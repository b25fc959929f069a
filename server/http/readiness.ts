/** How one dependency stands. */
export interface Check {
  readonly status: 'ok' | 'down';
  readonly detail?: string;
}

/** Whether this gateway should get traffic. */
export interface Readiness {
  /** Asks every dependency. */
  checks(): Promise<Readonly<Record<string, Check>>>;
  /** True from the first signal to stop. */
  isDraining(): boolean;
}

/** Turns a question that throws into a check; one that does not answer in time counts as down. */
export async function check(ask: () => Promise<unknown>, withinMs = 2_000): Promise<Check> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error('no answer in time'));
  }, withinMs);
  try {
    await Promise.race([ask(), late.promise]);
    return { status: 'ok' };
  } catch (error) {
    return { status: 'down', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
