import { type ComponentType, createElement, lazy, useState } from 'react';

const waiting: (() => Promise<unknown>)[] = [];

/**
 * A part of the screen that is fetched after the first screen stands: when it is needed, or in the
 * next idle moment, so that it is there when the line is not. One that is there already is drawn at
 * once: React shows a place-holder, once it has shown it, for a third of a second.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let loading: Promise<{ default: ComponentType<Props> }> | null = null;
  let loaded: ComponentType<Props> | null = null;
  const once = () =>
    (loading ??= load().then(
      (component) => {
        loaded = component;
        return { default: component };
      },
      (error: unknown) => {
        loading = null;
        throw error;
      },
    ));
  waiting.push(once);
  const Awaited: ComponentType<Props> = lazy(once);
  return function Later(props: Props) {
    // What was drawn as one stays that one: another would begin anew, with nothing of what was typed.
    const [part] = useState(() => ({ component: loaded ?? Awaited }));
    return createElement(part.component, props);
  };
}

/** Fetches what is still to come, one after the other; what fails is tried again when needed. */
export async function fetchLaterParts(): Promise<void> {
  // A part may bring parts of its own.
  for (let load = waiting.shift(); load; load = waiting.shift())
    await load().catch(() => undefined);
}
