import { Bell, BellRing } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  sentNotificationsAnswerSchema,
  type SentNotification,
} from '../../../src-shared/contract/notifications.ts';
import { useHost, useReadable, useUser } from '../../app/host-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody } from '../../ui/dialog.tsx';
import { RelativeAge } from '../../ui/relative-age.tsx';
import { ArrivalNotes } from './arrival-notes.tsx';
import { answerWords, needsEyes, NotificationRow } from './notification-row.tsx';
import './notifications.css';

/** The user's notifications, behind a bell that counts what is unread. */
export function NotificationBell({ hospitalId }: { hospitalId: string | null }) {
  const list = useReadable(useHost().notifications);
  const [isOpen, setOpen] = useState(false);
  const unread = list.filter(needsEyes).length;
  const words = unread === 0 ? 'Notifications' : `Notifications: ${unread} unread`;
  return (
    <>
      <Button
        kind="plain"
        className="bell"
        aria-label={words}
        icon={unread > 0 ? <BellRing aria-hidden /> : <Bell aria-hidden />}
        onPress={() => {
          setOpen(true);
        }}
      >
        {unread > 0 ? <span className="bell-count">{unread}</span> : undefined}
      </Button>
      <span className="unseen" role="status">
        {unread > 0 && words}
      </span>
      <ArrivalNotes isQuiet={isOpen} />
      {isOpen && (
        <NotificationDrawer
          hospitalId={hospitalId}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}

function NotificationDrawer(props: { hospitalId: string | null; onClose: () => void }) {
  const host = useHost();
  const list = useReadable(host.notifications);
  const sends = useUser().roles.some((role) => role === 'dispatcher' || role === 'nurse');
  const unread = list.filter((one) => !one.isRead && one.kind !== 'message');
  return (
    <Dialog
      title="Notifications"
      about="Of the last seven days"
      form="drawer"
      onClose={props.onClose}
    >
      <DialogBody>
        {sends && props.hospitalId !== null && <Sent hospitalId={props.hospitalId} />}
        {unread.length > 1 && (
          <Button
            onPress={() => {
              for (const one of unread) host.readNotification(one.id);
            }}
          >
            Got all that need no answer
          </Button>
        )}
        {list.length === 0 && <p className="quiet">Nothing yet.</p>}
        <ul className="note-list">
          {list.map((one) => (
            <li key={one.id}>
              <NotificationRow one={one} large={false} />
            </li>
          ))}
        </ul>
      </DialogBody>
    </Dialog>
  );
}

/** What the user has sent, and the answers: read again whenever one arrives. */
function Sent({ hospitalId }: { hospitalId: string }) {
  const host = useHost();
  const newest = useReadable(host.notifications)[0]?.id ?? '';
  const [messages, setMessages] = useState<readonly SentNotification[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    const path = `/api/v1/hospitals/${hospitalId}/messages`;
    void host.setup({ verb: 'GET', path }, sentNotificationsAnswerSchema).then((reading) => {
      if (!wanted) return;
      if (reading.ok) setMessages(reading.value.messages);
      setProblem(reading.ok ? null : reading.problem.sentence);
    });
    return () => {
      wanted = false;
    };
  }, [host, hospitalId, newest]);
  if (problem !== null) return <p className="quiet">{problem}</p>;
  if (messages.length === 0) return null;
  return (
    <section aria-label="Sent by you">
      <h3 className="drawer-title">Sent by you</h3>
      <ul className="note-list">
        {messages.map((message) => (
          <li key={message.id} className="note">
            <p className="note-title">
              {message.title}{' '}
              <span className="quiet">
                <RelativeAge since={Date.parse(message.createdAt)} />
              </span>
            </p>
            <ul>
              {message.recipients.map((one) => (
                <li key={one.userId} className="drawer-line">
                  <span className="cut">{one.name}</span>
                  <span className={one.answer === null ? 'quiet' : 'note-answer'}>
                    {stand(one)}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How far a message has come with one of those it went to. */
function stand(one: SentNotification['recipients'][number]): string {
  if (one.answer !== null) return answerWords(one.answer);
  if (one.readAt !== null) return 'read';
  return one.deliveredAt === null ? 'sent' : 'delivered';
}
