import type { StartBreak } from '../../contract/commands/start-break.ts';
import { wardKey } from '../../contract/ids.ts';
import type { Nurse } from '../../contract/state/nurse.ts';
import type { Time } from '../../contract/time.ts';
import type { Board, Outcome } from '../board.ts';
import { findById } from '../log/by-id.ts';
import { invalidRequest, Refusal } from '../refusal.ts';
import { dutyOf, nurseOf } from './find-on-board.ts';

const MINUTE_MS = 60_000;

/**
 * A nurse goes on a break of so many minutes. One that has run over its time counts as over.
 * Touches the log of her running shift; needs the reliever's record, and (`relieversBreak`) until
 * when she is on a break herself where her log is not on the board. Refusals: `not_found` (nurse,
 * reliever), `nurse_off_shift` (either), `nurse_on_break` (either), `invalid_request` (relieves herself).
 */
export function startBreak(
  board: Board,
  input: StartBreak & { readonly nurseId: string },
  relieversBreak: Time | null = null,
): Outcome<{ nurse: Nurse }> {
  const { log, nurse: before } = dutyOf(board, nurseOf(board, input.nurseId));
  if (before.onBreakUntil !== null && before.onBreakUntil > board.at) {
    throw new Refusal(
      'nurse_on_break',
      `${before.name} is on a break until ${before.onBreakUntil}.`,
    );
  }
  const relievedBy = input.relievedBy ?? null;
  if (relievedBy !== null) checkReliever(board, before, relievedBy, relieversBreak);
  const until = new Date(Date.parse(board.at) + input.minutes * MINUTE_MS);
  const nurse: Nurse = { ...before, onBreakUntil: until.toISOString(), relievedBy };
  return {
    ward: log.key,
    drafts: [{ ward: log.key, type: 'nurse.break_started', data: { nurse } }],
    answer: { nurse },
  };
}

function checkReliever(
  board: Board,
  nurse: Nurse,
  relievedBy: string,
  relieversBreak: Time | null,
): void {
  if (relievedBy === nurse.id) {
    throw invalidRequest('relievedBy', `${nurse.name} cannot relieve herself.`);
  }
  const reliever = nurseOf(board, relievedBy);
  if (reliever.post === null || reliever.post.shift.endsAt <= board.at) {
    throw new Refusal('nurse_off_shift', `${reliever.name}, who is to relieve, is off shift.`);
  }
  // The log of another ward, where she may be, is not at hand.
  const log = board.logs.get(wardKey({ ...board, wardId: reliever.post.wardId }));
  const onBoard = log && findById(log.nurses, relievedBy);
  const until = onBoard === undefined ? relieversBreak : onBoard.onBreakUntil;
  if (until !== null && until > board.at) {
    const detail = `${reliever.name}, who is to relieve, is on a break until ${until}.`;
    throw new Refusal('nurse_on_break', detail);
  }
}
