import { CircleHelp, CircleX, Hourglass, Send } from 'lucide-react';
import { useState } from 'react';
import type { MeanwhileEvent, PendingView } from '../../../src-shared/sync/views.ts';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody } from '../../ui/dialog.tsx';
import { clockTime } from '../../ui/time-words.ts';
import { boardsOf } from './boards.ts';
import { commandWords } from './command-words.ts';
import { eventWords } from './event-words.ts';
import './commands.css';

/** In the top bar while changes of this device are on their way or need an answer. */
export function OutboxButton() {
  const host = useHost();
  const pending = useReadable(host.pending);
  const [isOpen, setOpen] = useState(false);
  const waiting = pending.filter((one) => one.status === 'waiting' || one.status === 'sending');
  const open = pending.filter((one) => one.status === 'question' || one.status === 'refused');
  // What is answered at once needs no mention; only what stays does.
  const isShown = open.length > 0 || waiting.some((one) => one.status === 'waiting');
  return (
    <>
      {isShown && (
        <Button
          className="outbox-button"
          icon={open.length > 0 ? <CircleHelp aria-hidden /> : <Hourglass aria-hidden />}
          onPress={() => {
            setOpen(true);
          }}
        >
          {open.length > 0 ? `${open.length} to answer` : `${waiting.length} to send`}
        </Button>
      )}
      {isOpen && (
        <Dialog
          title="Changes from this device"
          about="What is not on the shared board yet."
          form="drawer"
          onClose={() => {
            setOpen(false);
          }}
        >
          <DialogBody>
            {pending.length === 0 ? (
              <p>All changes have been sent.</p>
            ) : (
              <ul className="outbox-list">
                {pending.map((one) => (
                  <OutboxItem key={one.commandId} pending={one} />
                ))}
              </ul>
            )}
          </DialogBody>
        </Dialog>
      )}
    </>
  );
}

const STATES = {
  waiting: { icon: <Hourglass aria-hidden />, words: 'waits for the connection' },
  sending: { icon: <Send aria-hidden />, words: 'is being sent' },
  accepted: { icon: <Send aria-hidden />, words: 'accepted, arriving' },
  question: { icon: <CircleHelp aria-hidden />, words: 'needs your answer' },
  refused: { icon: <CircleX aria-hidden />, words: 'was not done' },
} as const;

function OutboxItem({ pending }: { pending: PendingView }) {
  const host = useHost();
  const boards = boardsOf(useReadable(host.board));
  const { commandId, command, status, problem, meanwhile } = pending;
  const { icon, words } = STATES[status];
  return (
    <li className="outbox-item">
      <strong>{commandWords(command, boards)}</strong>
      <span className="outbox-state">
        {icon} {words}, made at {clockTime(pending.madeAt)}
      </span>
      {problem && <p>{problem.sentence}</p>}
      {meanwhile.length > 0 && <Meanwhile events={meanwhile} />}
      <div className="outbox-actions">
        {status === 'question' && (
          <>
            <Button
              onPress={() => {
                host.resolve(commandId, 'mine');
              }}
            >
              Do it all the same
            </Button>
            <Button
              onPress={() => {
                host.resolve(commandId, 'theirs');
              }}
            >
              Leave it as it is
            </Button>
          </>
        )}
        {(status === 'waiting' || status === 'refused') && (
          <Button
            onPress={() => {
              host.dismiss(commandId);
            }}
          >
            {status === 'waiting' ? 'Do not send' : 'Understood'}
          </Button>
        )}
      </div>
    </li>
  );
}

/** The other side of a question: what happened since the command was decided. */
function Meanwhile({ events }: { events: readonly MeanwhileEvent[] }) {
  return (
    <div>
      <p className="quiet">Meanwhile:</p>
      <ul>
        {events.map((event) => (
          <li key={`${event.at} ${event.type} ${event.actor}`}>
            {eventWords(event)}, {event.actor}, {clockTime(Date.parse(event.at))}
          </li>
        ))}
      </ul>
    </div>
  );
}
