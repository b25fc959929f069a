import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import type { PendingView } from '../../../src-shared/sync/views.ts';
import { useHost, useReadable } from '../../app/host-context.tsx';
import { Dialog, DialogBody } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { AmendWindow } from './amend-window.tsx';
import { QueueItem } from './queue-item.tsx';

/** All changes of this device that are not on the shared board yet: answer, change, move, drop. */
export function QueueDrawer({ onClose }: { onClose: () => void }) {
  const pending = useReadable(useHost().pending);
  const [amended, setAmended] = useState<PendingView | null>(null);
  if (amended) {
    return (
      <AmendWindow
        pending={amended}
        onClose={() => {
          setAmended(null);
        }}
      />
    );
  }
  const asked = pending.filter((one) => one.status === 'question');
  const queued = pending.filter((one) => one.status !== 'question' && one.status !== 'refused');
  const refused = pending.filter((one) => one.status === 'refused');
  return (
    <Dialog
      title="Changes from this device"
      about="What is not on the shared board yet, in the order in which it is sent."
      form="drawer"
      onClose={onClose}
    >
      <DialogBody>
        {pending.length === 0 && (
          <EmptyState icon={<ListChecks aria-hidden />} title="Nothing waits">
            All your changes are on the shared board.
          </EmptyState>
        )}
        <Group title="Needs your answer" items={asked} all={pending} onAmend={setAmended} />
        <Group title="To be sent" items={queued} all={pending} onAmend={setAmended} />
        <Group title="Was not done" items={refused} all={pending} onAmend={setAmended} />
      </DialogBody>
    </Dialog>
  );
}

function Group(props: {
  title: string;
  items: readonly PendingView[];
  all: readonly PendingView[];
  onAmend: (pending: PendingView) => void;
}) {
  const { title, items, all, onAmend } = props;
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="queue-title">
        {title} <span className="quiet">{items.length}</span>
      </h3>
      <ol className="queue-list">
        {items.map((one) => (
          <QueueItem key={one.commandId} pending={one} all={all} onAmend={onAmend} />
        ))}
      </ol>
    </section>
  );
}
