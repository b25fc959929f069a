import { useEffect, useEffectEvent } from 'react';

/** What a key does, by `event.key`. Return false to leave the key to the browser. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => boolean | undefined | void>>;

/**
 * Single keys for as long as the component is there. They keep still while somebody types or a
 * dialog, menu or list of choices is open, and with Ctrl, Alt or Meta held.
 */
export function useKeys(keys: KeyMap): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keys[event.key];
    if (!action || isBusy(event.target)) return;
    if (action(event) !== false) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      press(event);
    };
    document.addEventListener('keydown', listener);
    return () => {
      document.removeEventListener('keydown', listener);
    };
  }, []);
}

function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  return (
    target.closest('input, textarea, select, [role=dialog], [role=alertdialog], [role=menu]') !==
    null
  );
}
