import { CircleHelp, Hourglass } from 'lucide-react';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { outboxDoor } from '../../app/outbox-door.ts';
import { Button } from '../../ui/button.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { QueueDrawer } from './queue-drawer.tsx';
import { QuestionDialog } from './question-dialog.tsx';
import './commands.css';

const close = (): void => {
  outboxDoor.set('closed');
};

/** In the top bar while changes of this device wait, or need an answer. */
export function OutboxButton() {
  const pending = useReadable(useHost().pending);
  const waiting = pending.filter((one) => one.status === 'waiting' || one.status === 'sending');
  const open = pending.filter((one) => one.status === 'question' || one.status === 'refused');
  // What is answered at once needs no mention; only what stays does.
  if (open.length === 0 && !waiting.some((one) => one.status === 'waiting')) return null;
  return (
    <Button
      className="outbox-button"
      icon={open.length > 0 ? <CircleHelp aria-hidden /> : <Hourglass aria-hidden />}
      onPress={() => {
        outboxDoor.set('queue');
      }}
    >
      {open.length > 0 ? `${open.length} to answer` : `${waiting.length} to send`}
    </Button>
  );
}

/** The windows about this device's own changes; at most one is open. */
export function Outbox() {
  const open = useReadable(outboxDoor);
  useKeys({
    q: () => {
      outboxDoor.set('queue');
    },
  });
  if (open === 'queue') return <QueueDrawer onClose={close} />;
  if (open === 'questions') return <QuestionDialog onClose={close} />;
  return null;
}
