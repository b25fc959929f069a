import type { ReactNode } from 'react';
import './kbd.css';

/** A key of the keyboard. Told to screen readers by `aria-keyshortcuts` where it matters. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="kbd" aria-hidden="true">
      {children}
    </kbd>
  );
}
