import type { WardKey } from '../contract/ids.ts';
import type { LogState } from '../contract/state/log-state.ts';
import type { EventDraft } from '../domain/board.ts';
import { applyEvents } from '../domain/log/apply-event.ts';
import type { KeptCommand } from './kept-command.ts';
import { predict } from './predict.ts';

type Boards = ReadonlyMap<WardKey, LogState>;

export interface Overlay {
  /** Boards that look different with the pending commands on them; the others are not here. */
  readonly boards: Boards;
  /** Ids of the commands that are on the boards. */
  readonly shown: ReadonlySet<string>;
}

export const NO_OVERLAY: Overlay = { boards: new Map(), shown: new Set() };

/**
 * The boards as they will be once the pending commands are part of them (docs/sync.md, P7 to P9).
 * In each ward a command is laid over the board only until that ward has its events: no change is
 * ever shown twice, and none falls out of sight between the answer and its events.
 */
export class Overlays {
  /** What each open command was last foreseen to write. */
  #foreseen = new Map<string, readonly EventDraft[]>();

  /** @param boards what the server's events alone have made of the wards on this device */
  lay(boards: Boards, queue: readonly KeptCommand[], actor: string): Overlay {
    const open = queue.filter(isOpen);
    const before = this.#foreseen;
    this.#foreseen = new Map();
    if (open.length === 0) return NO_OVERLAY;

    const after = new Map(boards);
    const laid = new Map<WardKey, LogState>();
    for (const kept of open) {
      const drafts = foresee(kept, after, actor, before.get(kept.commandId));
      if (drafts === null) continue;
      this.#foreseen.set(kept.commandId, drafts);
      for (const [ward, state] of layOne(after, kept, drafts)) {
        laid.set(ward, state);
        after.set(ward, state);
      }
    }
    return { boards: laid, shown: new Set(this.#foreseen.keys()) };
  }
}

/**
 * Judged anew on each new board, until the first ward has the events: from then on the board shows
 * half of the command done, and what is left of it is what was foreseen before.
 */
function foresee(
  kept: KeptCommand,
  boards: Boards,
  actor: string,
  before: readonly EventDraft[] | undefined,
): readonly EventDraft[] | null {
  if (isUnderWay(kept)) return before ?? null;
  const at = new Date(kept.madeAt).toISOString();
  return predict(kept.command, boards, { actor, at, commandId: kept.commandId });
}

function layOne(
  boards: Boards,
  kept: KeptCommand,
  drafts: readonly EventDraft[],
): Map<WardKey, LogState> {
  const changed = new Map<WardKey, LogState>();
  for (const ward of new Set(drafts.map((draft) => draft.ward))) {
    const state = boards.get(ward);
    if (state === undefined || hasIt(kept, ward)) continue;
    const own = drafts.filter((draft) => draft.ward === ward);
    changed.set(ward, applyEvents(state, own));
  }
  return changed;
}

/** A question or a refusal is not what will be. */
function isOpen({ standing }: KeptCommand): boolean {
  return standing.status === 'queued' || standing.status === 'accepted';
}

function isUnderWay({ standing, seenIn }: KeptCommand): boolean {
  if (seenIn.length > 0) return true;
  if (standing.status !== 'accepted') return false;
  return Object.keys(standing.cursors).some((ward) => !standing.awaiting.includes(ward));
}

/** Whether the ward's own events have brought the change already. */
function hasIt({ standing, seenIn }: KeptCommand, ward: WardKey): boolean {
  if (seenIn.includes(ward)) return true;
  return standing.status === 'accepted' && !standing.awaiting.includes(ward);
}
