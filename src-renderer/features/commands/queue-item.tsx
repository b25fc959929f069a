import { ArrowDown, ArrowUp, CircleHelp, CircleX, Hourglass, Pencil, Send, X } from 'lucide-react';
import { useState } from 'react';
import type { PendingView } from '../../../src-shared/sync/views.ts';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { outboxDoor } from '../../app/outbox-door.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { clockTime } from '../../ui/time-words.ts';
import { amendAsk } from './amend-ask.ts';
import { boardsOf } from './boards.ts';
import { commandWords } from './command-words.ts';

const ICONS = {
  waiting: <Hourglass aria-hidden />,
  sending: <Send aria-hidden />,
  accepted: <Send aria-hidden />,
  question: <CircleHelp aria-hidden />,
  refused: <CircleX aria-hidden />,
} as const;
const MINUTE_MS = 60_000;

/** One change of this device: what it is, where it stands, what can be done about it. */
export function QueueItem(props: {
  pending: PendingView;
  all: readonly PendingView[];
  onAmend: (pending: PendingView) => void;
}) {
  const { pending, all, onAmend } = props;
  const { commandId, command, status, problem, changeable } = pending;
  const host = useHost();
  const boards = boardsOf(useReadable(host.board));
  const now = useNow(MINUTE_MS);
  const words = commandWords(command, boards);
  return (
    <li className={`queue-item queue-item-${status}`} aria-label={words}>
      {ICONS[status]}
      <div className="queue-body">
        <strong>{words}</strong>
        <span className="quiet">{standingWords(pending, all, now)}</span>
        {status === 'refused' && problem && <p>{problem.sentence}</p>}
        <div className="queue-actions">
          {status === 'question' && (
            <Button
              kind="primary"
              onPress={() => {
                outboxDoor.set('questions');
              }}
            >
              Answer
            </Button>
          )}
          {changeable && amendAsk(command) !== null && (
            <Button
              icon={<Pencil aria-hidden />}
              onPress={() => {
                onAmend(pending);
              }}
            >
              Change
            </Button>
          )}
          {(changeable || status === 'refused') && (
            <Button
              icon={<X aria-hidden />}
              onPress={() => {
                host.dismiss(commandId);
              }}
            >
              {changeable ? 'Do not send' : 'Understood'}
            </Button>
          )}
        </div>
      </div>
      {changeable && <Movers pending={pending} all={all} words={words} />}
    </li>
  );
}

/** Earlier and later in the queue. What it may not overtake is said when it is tried. */
function Movers(props: { pending: PendingView; all: readonly PendingView[]; words: string }) {
  const { pending, all, words } = props;
  const host = useHost();
  const [isRefused, setRefused] = useState(false);
  const index = all.indexOf(pending);
  const earlier = all[index - 1];
  const isLast = index === all.length - 1;
  if (all.length < 2) return null;
  const move = (before: string | null): void => {
    void host.reorder(pending.commandId, before).then((moved) => {
      setRefused(!moved);
    });
  };
  return (
    <div className="queue-movers">
      <Button
        kind="plain"
        square
        aria-label={`Send earlier: ${words}`}
        icon={<ArrowUp aria-hidden />}
        isDisabled={earlier === undefined}
        onPress={() => {
          move(earlier?.commandId ?? null);
        }}
      />
      <Button
        kind="plain"
        square
        aria-label={`Send later: ${words}`}
        icon={<ArrowDown aria-hidden />}
        isDisabled={isLast}
        onPress={() => {
          move(all[index + 2]?.commandId ?? null);
        }}
      />
      <span role="status" className="queue-refusal">
        {isRefused && 'Has to keep this order'}
      </span>
    </div>
  );
}

function standingWords(pending: PendingView, all: readonly PendingView[], now: number): string {
  const made = `Made at ${clockTime(pending.madeAt)}`;
  switch (pending.status) {
    case 'waiting':
      return `${made}, ${waitWords(pending, all)} ${shelfWords(pending.expiresAt, now)}`;
    case 'sending':
      return `${made}, is being sent`;
    case 'accepted':
      return `${made}, accepted, arriving`;
    case 'question':
      return `${made}, came back as a question`;
    case 'refused':
      return made;
  }
}

function waitWords({ behind, changeable }: PendingView, all: readonly PendingView[]): string {
  const first = all.find((one) => one.commandId === behind);
  if (first?.status === 'question') return 'waits for your answer about the same.';
  if (first) return 'goes after an earlier change of the same.';
  return changeable ? 'waits for the connection.' : 'was sent; its answer is awaited.';
}

function shelfWords(expiresAt: number, now: number): string {
  return now > expiresAt
    ? `Meant until ${clockTime(expiresAt)}: you will be asked first.`
    : `Meant until ${clockTime(expiresAt)}.`;
}
