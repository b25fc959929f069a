import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import './band.css';

export interface BandProps {
  tone: 'notice' | 'warning' | 'critical';
  icon: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
}

/** A line across the page about the page as a whole: offline, stale, session over. */
export function Band({ tone, icon, children, actions }: BandProps) {
  return (
    <div className={classNames('band', `band-${tone}`)} role="status">
      {icon}
      <p className="band-text">{children}</p>
      {actions}
    </div>
  );
}
