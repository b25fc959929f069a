import type { Ask } from './desk.ts';

/**
 * The way to the open hospital's desk for what stands outside of it: the top bar. At most one desk
 * is there at a time; without one, asking does nothing.
 */
let open: ((ask: Ask) => void) | null = null;

/** The desk lends its `ask` for as long as it is there; the returned function takes it back. */
export function openDeskDoor(ask: (ask: Ask) => void): () => void {
  open = ask;
  return () => {
    if (open === ask) open = null;
  };
}

export function askDesk(ask: Ask): void {
  open?.(ask);
}
