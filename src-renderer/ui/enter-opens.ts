import type { KeyboardEvent } from 'react';

/**
 * For `onKeyDownCapture` around a collection, so before the collection sees the key: for it Enter
 * and Space are the same, here Enter opens the item that has the focus and Space selects it. While
 * something is dragged by keyboard, Enter drops it.
 */
export function enterOpens(event: KeyboardEvent, open: (id: string) => void): void {
  const id = (event.target as Element).getAttribute('data-key');
  const isDragging = event.currentTarget.querySelector('[data-drop-target], [data-dragging]');
  if (event.key !== 'Enter' || id === null || isDragging) return;
  event.preventDefault();
  event.stopPropagation();
  open(id);
}
