import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import './chip.css';

export interface ChipProps {
  tone?: 'plain' | 'accent' | 'notice' | 'warning' | 'critical';
  icon?: ReactNode;
  title?: string;
  children: ReactNode;
}

/** A short fact in a box. Colour never stands alone: the words say the same. */
export function Chip({ tone = 'plain', icon, title, children }: ChipProps) {
  return (
    <span className={classNames('chip', `chip-${tone}`)} title={title}>
      {icon}
      {children}
    </span>
  );
}
