import { useMemo, useState } from 'react';
import type { PendingView } from '../../../src-shared/sync/views.ts';
import { type Ask, type Desk, DeskProvider } from '../../app/desk.ts';
import { useHost } from '../../app/host-context.tsx';
import type { Host } from '../../host/host.ts';
import { AskWindow } from './ask-window.tsx';
import { amendAsk } from './amend-ask.ts';

/**
 * The window of a command once more, to say it differently. What was never sent is changed in its
 * place; what came back as a question, or was sent in this very moment, is dropped for a new one.
 */
export function AmendWindow({ pending, onClose }: { pending: PendingView; onClose: () => void }) {
  const host = useHost();
  const { commandId, command } = pending;
  const [ask, setAsk] = useState<Ask | null>(() => amendAsk(command));
  const desk = useMemo(() => amendDesk(host, commandId, setAsk), [host, commandId]);
  if (!ask) return null;
  return (
    <DeskProvider value={desk}>
      <AskWindow ask={ask} onClose={onClose} />
    </DeskProvider>
  );
}

/** One window may run several commands; the first of them is what is changed. */
function amendDesk(host: Host, commandId: string, ask: (ask: Ask) => void): Desk {
  let isAmended = false;
  return {
    ask,
    run: (changed) => {
      if (isAmended) return host.execute(changed).commandId;
      isAmended = true;
      void host.amend(commandId, changed).then((amended) => {
        if (amended) return;
        host.resolve(commandId, 'theirs');
        host.execute(changed);
      });
      return commandId;
    },
    undo: () => undefined,
  };
}
