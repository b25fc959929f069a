import type { ReactNode } from 'react';

/** One part of the administration: what it is about, its main action, its table. */
export function AdminSection(props: {
  title: string;
  about: string;
  action?: ReactNode;
  filter?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="admin-section" aria-label={props.title}>
      <title>{`${props.title} – Wardline`}</title>
      <header className="admin-head">
        <div className="admin-words">
          <h1 className="admin-title">{props.title}</h1>
          <p className="admin-about">{props.about}</p>
        </div>
        {props.filter}
        {props.action}
      </header>
      <div className="admin-table">{props.children}</div>
    </section>
  );
}
