import type { KeptCommand } from './kept-command.ts';
import type { PendingView } from './views.ts';

/** A command of the queue as the screens show it. */
export function pendingView(kept: KeptCommand, isSending: boolean, shown: boolean): PendingView {
  const { standing } = kept;
  const waits = isSending ? 'sending' : 'waiting';
  return {
    commandId: kept.commandId,
    command: kept.command,
    madeAt: kept.madeAt,
    status: standing.status === 'queued' ? waits : standing.status,
    problem: 'problem' in standing ? standing.problem : null,
    meanwhile: standing.status === 'question' ? standing.meanwhile : [],
    shown,
  };
}
