import type { ReactNode } from 'react';
import './empty-state.css';

/** Says why a place is empty and what to do about it. */
export function EmptyState(props: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="empty-state">
      {props.icon}
      <h2 className="empty-state-title">{props.title}</h2>
      {props.children !== undefined && <p className="empty-state-text">{props.children}</p>}
      {props.action}
    </div>
  );
}
