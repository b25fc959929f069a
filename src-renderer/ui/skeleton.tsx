import { useEffect, useState } from 'react';
import './skeleton.css';

/** Waits shorter than this show nothing at all: a flash of grey is worse than a moment of calm. */
const PATIENCE_MS = 300;

/** Grey lines in the place of what is still on its way, after 300 ms. Keeps its height from the start. */
export function Skeleton({ lines, label }: { lines: number; label: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setShown(true);
    }, PATIENCE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <div className="skeleton" role="status" aria-label={label} data-shown={shown || undefined}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton-line" />
      ))}
    </div>
  );
}
