import { useEffect, useEffectEvent } from 'react';

/** What a key does, by `event.key`. Return false to leave the key to the browser. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => boolean | undefined | void>>;

/**
 * Single keys for as long as the component is there: one press, one action, however long it is held
 * or rested on. They keep still while somebody types and with Ctrl, Alt or Meta held; those of the
 * desk also while a dialog or menu is open, unless the keyboard is in a part of it with keys of its
 * own (`data-own-keys`).
 */
export function useKeys(keys: KeyMap, where: 'desk' | 'dialog' = 'desk'): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = keys[event.key];
    if (!action || isTyping(event.target)) return;
    if (where === 'desk' && isInDialog(event.target)) return;
    if (event.repeat) event.preventDefault();
    else if (action(event) !== false) event.preventDefault();
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

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select') !== null;
}

function isInDialog(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target.closest('[data-own-keys]') !== null) return false;
  return target.closest('[role=dialog], [role=alertdialog], [role=menu]') !== null;
}
