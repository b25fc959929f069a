import { HOUSE_WARD_ID, wardKey } from '../../src-shared/contract/ids.ts';
import type { PlannedShift } from '../../src-shared/contract/state/shift.ts';
import { boardAfter } from '../../src-shared/domain/board-after.ts';
import type { Board, EventDraft, Outcome } from '../../src-shared/domain/board.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';

/**
 * One transition for each shift, on the board as the one before left it. What one shift is refused
 * does not keep the others: the clock comes again.
 */
export function forEachShift(
  board: Board,
  shifts: readonly PlannedShift[],
  transition: (board: Board, shift: PlannedShift) => Outcome<unknown>,
): Outcome<{ shifts: readonly string[] }> {
  const drafts: EventDraft[] = [];
  const done: string[] = [];
  let now = board;
  for (const shift of shifts) {
    try {
      const outcome = transition(now, shift);
      drafts.push(...outcome.drafts);
      now = boardAfter(now, outcome.drafts);
      done.push(shift.id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  const ward = wardKey({ hospitalId: board.hospitalId, wardId: HOUSE_WARD_ID });
  return { ward, drafts, answer: { shifts: done } };
}
