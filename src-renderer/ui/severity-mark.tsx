import { Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import './severity-mark.css';

const MARKS = {
  critical: { icon: <OctagonAlert aria-hidden />, word: 'Critical' },
  warning: { icon: <TriangleAlert aria-hidden />, word: 'Warning' },
  notice: { icon: <Info aria-hidden />, word: 'Notice' },
} as const;

/** How grave something is: a shape, a word and a colour that say the same. */
export function SeverityMark({ severity }: { severity: keyof typeof MARKS }) {
  const { icon, word } = MARKS[severity];
  return (
    <span className={`severity severity-${severity}`}>
      {icon}
      <span className="severity-word">{word}</span>
    </span>
  );
}
