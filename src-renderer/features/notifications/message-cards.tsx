import { useHost, useReadable } from '../../app/host-context.tsx';
import { needsEyes, NotificationRow } from './notification-row.tsx';
import './notifications.css';

/** What a nurse has not read yet, or answered in vain, but for new assignments, which have cards of their own. */
export function MessageCards() {
  const list = useReadable(useHost().notifications);
  const unread = list.filter((one) => needsEyes(one) && one.kind !== 'assignment');
  return (
    <section className="note-cards" aria-label="Messages" aria-live="polite">
      {unread.map((one) => (
        <NotificationRow key={one.id} one={one} large />
      ))}
    </section>
  );
}
