import type { KeptCommand } from './kept-command.ts';
import { isChangeable } from './queue-order.ts';
import { SHELF_LIFE_MS } from './shelf-life.ts';
import type { PendingView } from './views.ts';

const NOTHING: PendingView['meanwhile'] = [];

/** A command of the queue as the screens show it. */
export function pendingView(
  kept: KeptCommand,
  {
    isSending,
    shown,
    behind,
  }: { readonly isSending: boolean; readonly shown: boolean; readonly behind: string | null },
): PendingView {
  const { standing } = kept;
  const waits = isSending ? 'sending' : 'waiting';
  return {
    commandId: kept.commandId,
    command: kept.command,
    madeAt: kept.madeAt,
    expiresAt: kept.madeAt + SHELF_LIFE_MS[kept.command.kind],
    status: standing.status === 'queued' ? waits : standing.status,
    problem: 'problem' in standing ? standing.problem : null,
    meanwhile: standing.status === 'question' ? standing.meanwhile : NOTHING,
    shown,
    changeable: isChangeable(kept),
    behind: standing.status === 'queued' ? behind : null,
  };
}
