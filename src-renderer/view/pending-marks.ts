import type { Command } from '../../src-shared/sync/command.ts';
import type { PendingView } from '../../src-shared/sync/views.ts';

/** What of a pending command is seen on an object: on its way, or in need of an answer. */
export type PendingMark = 'sending' | 'question' | 'refused';

/**
 * The objects (stays, assignments, nurses, by id) that commands of this device are about and that
 * the server has not answered for. The same map comes back until the list of commands changes.
 */
export type PendingMarks = ReadonlyMap<string, PendingMark>;

const marksOf = new WeakMap<readonly PendingView[], PendingMarks>();

export function pendingMarks(pending: readonly PendingView[]): PendingMarks {
  const known = marksOf.get(pending);
  if (known) return known;
  const marks = new Map<string, PendingMark>();
  for (const one of pending) {
    const mark = markOf(one);
    if (mark === null) continue;
    for (const id of objectsOf(one.command)) marks.set(id, mark);
  }
  marksOf.set(pending, marks);
  return marks;
}

function markOf(pending: PendingView): PendingMark | null {
  switch (pending.status) {
    case 'waiting':
    case 'sending':
      return 'sending';
    // It holds; only its echo is still to come.
    case 'accepted':
      return null;
    case 'question':
      return 'question';
    // What was refused has left the board; the note and the list of changes tell of it.
    case 'refused':
      return null;
  }
}

function objectsOf(command: Command): readonly string[] {
  switch (command.kind) {
    case 'admit-stay':
      return command.body.id === undefined ? [] : [command.body.id];
    case 'assign-nurse':
      return command.body.id === undefined ? [] : [command.body.id];
    case 'swap-beds':
      return [command.stayId, command.body.withStayId];
    case 'transfer-stay':
    case 'discharge-stay':
    case 'set-acuity':
    case 'set-bed':
      return [command.stayId];
    case 'confirm-assignment':
    case 'end-assignment':
    case 'add-note':
      return [command.assignmentId];
    case 'move-nurse':
    case 'start-break':
    case 'end-break':
    case 'end-shift':
      return [command.nurseId];
    case 'acknowledge-alert':
    case 'shelve-alert':
    case 'unshelve-alert':
      return [command.alertId];
  }
}
