import { useSyncExternalStore } from 'react';
import { useNow } from '../../ui/clock.ts';

const KEY = 'wardline.mute-until';
const MINUTE_MS = 60_000;

/** For how long the sound can be off, in minutes. It always comes back by itself. */
export const MUTE_MINUTES = [5, 15, 30] as const;
const LONGEST_MS = 31 * MINUTE_MS;

const listeners = new Set<() => void>();
let until: number | null = null;

/** Turns the sound of this device off until `now` plus so many minutes. */
export function mute(now: number, minutes: number): void {
  set(now + minutes * MINUTE_MS);
}

export function unmute(): void {
  set(null);
}

/** Until when the sound is off; null: it is on. Judged by the clock each time, so it ends alone. */
export function mutedUntil(now: number): number | null {
  return inForce(until ?? readKept(), now);
}

/** One that is over is none, and neither is one so long that another clock must have made it. */
function inForce(kept: number | null, now: number): number | null {
  return kept !== null && now < kept && kept - now <= LONGEST_MS ? kept : null;
}

/** The same for a component; renders again when it ends. */
export function useMutedUntil(): number | null {
  const kept = useSyncExternalStore(subscribe, () => until ?? readKept());
  return inForce(kept, useNow(1_000));
}

function set(value: number | null): void {
  until = value;
  try {
    if (value === null) window.localStorage.removeItem(KEY);
    else window.localStorage.setItem(KEY, String(value));
  } catch {
    // Forbidden: it holds as long as the page.
  }
  for (const listener of listeners) listener();
}

function readKept(): number | null {
  try {
    const kept = Number(window.localStorage.getItem(KEY) ?? Number.NaN);
    return Number.isFinite(kept) && kept > 0 ? kept : null;
  } catch {
    return null;
  }
}

/** Also what another tab of this device chose. */
function subscribe(listener: () => void): () => void {
  const onStorage = (event: StorageEvent): void => {
    if (event.key !== KEY) return;
    until = null;
    listener();
  };
  listeners.add(listener);
  window.addEventListener('storage', onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', onStorage);
  };
}
