import type { WardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import { applyEvents } from '../domain/log/apply-event.ts';
import type { KeptCommand } from './kept-command.ts';
import { predict } from './predict.ts';

export interface Overlay {
  /** Boards that look different with the pending commands on them; the others are not here. */
  readonly boards: ReadonlyMap<WardKey, LogState>;
  /** Ids of the commands that are on the boards. */
  readonly shown: ReadonlySet<string>;
}

export const NO_OVERLAY: Overlay = { boards: new Map(), shown: new Set() };

/**
 * The boards as they will be once the pending commands are part of them (docs/sync.md, P7 to P9).
 * In each ward a command is laid over the board only until that ward has its events: no change is
 * ever shown twice, and none falls out of sight between the answer and its events.
 */
export function overlayOf(
  base: ReadonlyMap<WardKey, LogState>,
  queue: readonly KeptCommand[],
  actor: string,
): Overlay {
  const pending = queue.filter((kept) => isOpen(kept));
  if (pending.length === 0) return NO_OVERLAY;
  const laid = new Map<WardKey, LogState>();
  const shown = new Set<string>();
  let boards = base;
  for (const kept of pending) {
    const at = new Date(kept.madeAt).toISOString();
    const drafts = predict(kept.command, boards, { actor, at, commandId: kept.commandId });
    if (drafts === null) {
      if (kept.seenIn.length > 0 || kept.standing.status === 'accepted') shown.add(kept.commandId);
      continue;
    }
    shown.add(kept.commandId);
    const after = new Map(boards);
    for (const ward of new Set(drafts.map((draft) => draft.ward))) {
      const before = after.get(ward);
      if (before === undefined || hasIt(kept, ward)) continue;
      const own = drafts.filter((draft) => draft.ward === ward);
      const state = applyEvents(before, own);
      after.set(ward, state);
      laid.set(ward, state);
    }
    boards = after;
  }
  return { boards: laid, shown };
}

/** A question or a refusal is not what will be. */
function isOpen({ standing }: KeptCommand): boolean {
  return standing.status === 'queued' || standing.status === 'accepted';
}

/** Whether the ward's own events have brought the change already. */
function hasIt({ standing, seenIn }: KeptCommand, ward: WardKey): boolean {
  if (seenIn.includes(ward)) return true;
  return standing.status === 'accepted' && !standing.awaiting.includes(ward);
}
