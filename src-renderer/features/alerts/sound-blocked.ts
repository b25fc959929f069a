import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let blocked = false;

/** Whether the browser kept the last signal back: it lets none out before somebody used the page. */
export function tellSoundBlocked(isBlocked: boolean): void {
  if (isBlocked === blocked) return;
  blocked = isBlocked;
  for (const listener of listeners) listener();
}

export function useSoundBlocked(): boolean {
  return useSyncExternalStore(subscribe, () => blocked);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
