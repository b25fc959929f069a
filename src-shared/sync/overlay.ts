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

/** What one command did to the boards when it was last laid upon them. */
interface Step {
  readonly kept: KeptCommand;
  /** Null: nothing was foreseen. */
  readonly drafts: readonly EventDraft[] | null;
  readonly changed: Boards;
}

const NO_BOARDS: Boards = new Map();

/**
 * The boards as they will be once the pending commands are part of them (docs/sync.md, P7 to P9).
 * In each ward a command is laid over the board only until that ward has its events: no change is
 * ever shown twice, and none falls out of sight between the answer and its events.
 */
export class Overlays {
  /** The open commands in their order, as last laid. */
  #steps: readonly Step[] = [];
  /** What they were laid upon. */
  #upon: Boards = NO_BOARDS;
  #actor = '';

  /** @param boards what the server's events alone have made of the wards on this device */
  lay(boards: Boards, queue: readonly KeptCommand[], actor: string): Overlay {
    const open = queue.filter(isOpen);
    if (open.length === 0) {
      this.#steps = [];
      this.#upon = NO_BOARDS;
      return NO_OVERLAY;
    }
    const before = this.#steps;
    const foreseen = new Map(before.map(({ kept, drafts }) => [kept.commandId, drafts]));
    // What comes first in the queue and is as it was does as it did: only the rest is judged anew.
    let goesOn = actor === this.#actor && areSameBoards(boards, this.#upon);
    const after = new Map(boards);
    const laid = new Map<WardKey, LogState>();
    const steps = open.map((kept, place): Step => {
      const last = before[place];
      goesOn &&= last !== undefined && isLaidAlike(last.kept, kept);
      const step =
        goesOn && last !== undefined
          ? last
          : stepOf(kept, after, actor, foreseen.get(kept.commandId) ?? null);
      for (const [ward, state] of step.changed) {
        laid.set(ward, state);
        after.set(ward, state);
      }
      return step;
    });
    this.#steps = steps;
    this.#upon = boards;
    this.#actor = actor;
    const shown = steps.flatMap(({ kept, drafts }) => (drafts === null ? [] : [kept.commandId]));
    return { boards: laid, shown: new Set(shown) };
  }
}

export function areSameBoards(a: Boards, b: Boards): boolean {
  if (a.size !== b.size) return false;
  for (const [ward, state] of a) if (b.get(ward) !== state) return false;
  return true;
}

/** Whether two states of a command come to the same on the same boards. */
function isLaidAlike(a: KeptCommand, b: KeptCommand): boolean {
  return (
    a.commandId === b.commandId &&
    a.command === b.command &&
    a.madeAt === b.madeAt &&
    a.standing === b.standing &&
    a.seenIn === b.seenIn
  );
}

function stepOf(
  kept: KeptCommand,
  boards: Boards,
  actor: string,
  before: readonly EventDraft[] | null,
): Step {
  const drafts = foresee(kept, boards, actor, before);
  return { kept, drafts, changed: drafts === null ? NO_BOARDS : layOne(boards, kept, drafts) };
}

/**
 * Judged anew on each new board, until the first ward has the events: from then on the board shows
 * half of the command done, and what is left of it is what was foreseen before.
 */
function foresee(
  kept: KeptCommand,
  boards: Boards,
  actor: string,
  before: readonly EventDraft[] | null,
): readonly EventDraft[] | null {
  if (isUnderWay(kept)) return before;
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
