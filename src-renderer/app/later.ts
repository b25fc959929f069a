import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

const waiting: (() => Promise<unknown>)[] = [];

/**
 * A part of the screen that is fetched after the first screen stands: when it is needed, or in the
 * next idle moment, so that it is there when the line is not.
 */
export function later<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  let loading: Promise<{ default: ComponentType<Props> }> | null = null;
  const once = () =>
    (loading ??= load().then(
      (component) => ({ default: component }),
      (error: unknown) => {
        loading = null;
        throw error;
      },
    ));
  waiting.push(once);
  return lazy(once);
}

/** Fetches what is still to come, one after the other; what fails is tried again when needed. */
export async function fetchLaterParts(): Promise<void> {
  // A part may bring parts of its own.
  for (let load = waiting.shift(); load; load = waiting.shift())
    await load().catch(() => undefined);
}
