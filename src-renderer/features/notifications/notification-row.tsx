import {
  BellDot,
  Check,
  Hourglass,
  Info,
  MessageSquare,
  Phone,
  TriangleAlert,
  X,
} from 'lucide-react';
import type { NotificationAnswer } from '../../../src-shared/contract/notifications.ts';
import type { RefusedAnswer } from '../../../src-shared/sync/kept-notifications.ts';
import type { NotificationView } from '../../../src-shared/sync/views.ts';
import { useHost } from '../../app/host-context.tsx';
import { Button } from '../../ui/button.tsx';
import { RelativeAge } from '../../ui/relative-age.tsx';
import './notifications.css';

export const KINDS = {
  assignment: { icon: <BellDot aria-hidden />, words: 'Assignment' },
  alert: { icon: <TriangleAlert aria-hidden />, words: 'Alert' },
  message: { icon: <MessageSquare aria-hidden />, words: 'Message' },
  system: { icon: <Info aria-hidden />, words: 'Notice' },
};

const ANSWERS: readonly {
  readonly answer: NotificationAnswer;
  readonly text: string;
  readonly icon: React.ReactNode;
}[] = [
  { answer: 'yes', text: 'Yes', icon: <Check aria-hidden /> },
  { answer: 'no', text: 'No', icon: <X aria-hidden /> },
  { answer: 'call_me', text: 'Call me', icon: <Phone aria-hidden /> },
];

export function answerWords(answer: NotificationAnswer): string {
  return ANSWERS.find((one) => one.answer === answer)?.text ?? answer;
}

/** Whether its user has yet to see it, or that the answer to it was not taken. */
export function needsEyes({ isRead, refused }: NotificationView): boolean {
  return !isRead || refused !== null;
}

/** Why an answer was not taken. */
export function refusedWords({ answer, code, sentence }: RefusedAnswer): string {
  const given = `Your answer “${answerWords(answer)}” does not count`;
  if (code === 'command_expired') {
    return `${given}: it reached the server too late. Answer again if it still holds.`;
  }
  if (code === 'changed_since') {
    return `${given}: you have answered otherwise since, on another device.`;
  }
  return `${given}: ${sentence}`;
}

/** One notification: what, from whom, when, and what its user can do or has done. */
export function NotificationRow({ one, large }: { one: NotificationView; large: boolean }) {
  const { icon, words } = KINDS[one.kind];
  const place = one.wardId === null ? one.hospitalId : `${one.hospitalId} ${one.wardId}`;
  return (
    <article className="note" data-unread={needsEyes(one) || undefined} data-kind={one.kind}>
      <p className="note-lead">
        {icon}
        <span>
          {words}
          {one.from !== null && ` from ${one.from}`} <span className="quiet">{place}</span>
        </span>
        <span className="note-age quiet">
          {!one.isRead && <span className="unseen">unread, </span>}
          <RelativeAge since={Date.parse(one.createdAt)} />
        </span>
      </p>
      <p className="note-title">{one.title}</p>
      {one.refused !== null && (
        <p className="note-refused">
          <TriangleAlert aria-hidden /> {refusedWords(one.refused)}
        </p>
      )}
      <Actions one={one} large={large} />
    </article>
  );
}

/** What a message can be answered with. */
function AnswerButtons({ one, large }: { one: NotificationView; large: boolean }) {
  const host = useHost();
  return (
    <div className="note-actions" role="group" aria-label={`Answer “${one.title}”`}>
      {ANSWERS.map(({ answer, text, icon }) => (
        <Button
          key={answer}
          large={large}
          icon={icon}
          onPress={() => {
            host.answerNotification(one.id, answer);
          }}
        >
          {text}
        </Button>
      ))}
    </div>
  );
}

/** What its user can do with it, and has done. */
export function Actions({ one, large }: { one: NotificationView; large: boolean }) {
  const host = useHost();
  if (one.kind === 'message' && one.answer === null && one.answeredBy === null) {
    return <AnswerButtons one={one} large={large} />;
  }
  return (
    <div className="note-actions">
      {one.answer !== null && (
        <span className="note-answer">You answered: {answerWords(one.answer)}</span>
      )}
      {one.answeredBy !== null && (
        <span className="note-answer">
          Answered by {one.answeredBy.name}: {answerWords(one.answeredBy.answer)}
        </span>
      )}
      {one.isPending && (
        <span className="note-pending">
          <Hourglass aria-hidden /> being sent
        </span>
      )}
      {needsEyes(one) && (
        <Button
          large={large}
          icon={<Check aria-hidden />}
          onPress={() => {
            host.readNotification(one.id);
          }}
        >
          Got it
        </Button>
      )}
    </div>
  );
}
