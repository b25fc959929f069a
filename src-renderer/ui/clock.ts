import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';

/**
 * The moment it is, as the screens see it: the server's clock where it is known. A subscriber is
 * told at each turn of `stepMs` and reads the time rounded down to it, so that a hundred ages on
 * one screen change together and React sees no change in between.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  subscribe(stepMs: number, listener: () => void): () => void;
}

/** A clock over timers of the page. Timers run only while somebody listens. */
export function createClock(now: () => number): Clock {
  const turns = new Map<number, { listeners: Set<() => void>; timer: number }>();
  const arm = (stepMs: number, listeners: Set<() => void>): number =>
    window.setTimeout(
      () => {
        const turn = turns.get(stepMs);
        if (turn) turn.timer = arm(stepMs, listeners);
        for (const listener of listeners) listener();
      },
      stepMs - (now() % stepMs) + 1,
    );
  return {
    now,
    subscribe: (stepMs, listener) => {
      let turn = turns.get(stepMs);
      if (!turn) {
        const listeners = new Set<() => void>();
        turn = { listeners, timer: arm(stepMs, listeners) };
        turns.set(stepMs, turn);
      }
      const { listeners } = turn;
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        const current = turns.get(stepMs);
        if (listeners.size > 0 || !current) return;
        window.clearTimeout(current.timer);
        turns.delete(stepMs);
      };
    },
  };
}

const ClockContext = createContext<Clock | null>(null);
export const ClockProvider = ClockContext.Provider;

export function useClock(): Clock {
  const clock = useContext(ClockContext);
  if (!clock) throw new Error('There is no ClockProvider above.');
  return clock;
}

/** The time in milliseconds, rounded down to `stepMs`; renders again at each step. */
export function useNow(stepMs: number): number {
  const clock = useClock();
  const subscribe = useCallback(
    (listener: () => void) => clock.subscribe(stepMs, listener),
    [clock, stepMs],
  );
  return useSyncExternalStore(subscribe, () => Math.floor(clock.now() / stepMs) * stepMs);
}
