import { type FocusEvent, useEffect, useRef } from 'react';
import { useReadable } from '../../app/host-context.tsx';
import { openDialogs } from '../../ui/open-dialogs.ts';

/**
 * Keeps the keyboard in a list of alerts whose line goes when it is answered: it moves on to the
 * line that takes its place, so that the next key never means one that nobody looks at.
 * @returns what the list's element needs
 */
export function useKeptPlace(): {
  ref: (list: HTMLElement | null) => void;
  onFocus: (event: FocusEvent<HTMLElement>) => void;
  onBlur: (event: FocusEvent<HTMLElement>) => void;
} {
  const list = useRef<HTMLElement | null>(null);
  /** What in a line holds the keyboard, or held it before it went, and the number of the line. */
  const held = useRef<{ readonly element: Element; readonly place: number } | null>(null);
  const dialogs = useReadable(openDialogs);
  useEffect(() => {
    if (dialogs > 0) return;
    const moveOn = () => {
      const { element, place } = held.current ?? {};
      // Where it is still there, somebody put the keyboard down.
      if (element?.isConnected !== false || place === undefined) return;
      if (document.activeElement !== document.body) return;
      const lines = linesOf(list.current);
      lines[Math.min(place, lines.length - 1)]?.focus();
    };
    // A dialog that closes gives the keyboard back in the next frame, if it can.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(moveOn);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  });
  return {
    ref: (element) => {
      list.current = element;
    },
    onFocus: ({ target }) => {
      const line = target.closest('[data-alert-line]')?.querySelector('[data-alert-focus]');
      const place = linesOf(list.current).findIndex((one) => one === line);
      held.current = place < 0 ? null : { element: target, place };
    },
    onBlur: ({ relatedTarget }) => {
      const isElsewhere =
        relatedTarget instanceof Element && !list.current?.contains(relatedTarget);
      // To nowhere is what happens to a line that goes, and a dialog gives the keyboard back.
      if (isElsewhere && relatedTarget.closest('[role=dialog]') === null) held.current = null;
    },
  };
}

function linesOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[data-alert-focus]') ?? [])];
}
