import { HOUSE_WARD_ID } from '../../contract/ids.ts';
import type { PlannedShift } from '../../contract/state/shift.ts';
import type { Board, EventDraft, NurseRecord, Outcome } from '../board.ts';
import { findById } from '../log/by-id.ts';
import { canonicalJson } from '../log/canonical-json.ts';
import { Refusal } from '../refusal.ts';
import { houseOf, logOf, nurseOf } from './find-on-board.ts';
import { startShift } from './start-shift.ts';

/** How far ahead the house's log shows planned shifts. */
export const ANNOUNCED_AHEAD_MS = 48 * 60 * 60 * 1000;

/** The start up to which planned shifts are announced at the moment `at`. */
export function announcedUntil(at: string): string {
  return new Date(Date.parse(at) + ANNOUNCED_AHEAD_MS).toISOString();
}

/**
 * A shift is planned or changed before it begins, or comes near enough to be announced (the clock
 * calls this again then). What begins within 48 h stands in the house's log; what has begun starts
 * at once; what is further off has no event, only a row. Touches the house and the shift's ward.
 * Refusals: `not_found` (nurse, ward), `shift_fixed` (over already), `shift_overlaps` as far as the
 * board can tell; the database knows the rest.
 */
export function planShift(
  board: Board,
  input: { readonly shift: PlannedShift },
): Outcome<{ shift: PlannedShift }> {
  const { shift } = input;
  const record = nurseOf(board, shift.nurseId);
  logOf(board, shift.wardId ?? HOUSE_WARD_ID);
  if (shift.endsAt <= board.at) {
    throw new Refusal('shift_fixed', `That shift was over at ${shift.endsAt}.`);
  }
  checkOverlaps(board, record, shift);
  if (shift.startsAt <= board.at) {
    const { ward, drafts } = startShift(board, { shift });
    return { ward, drafts, answer: { shift } };
  }
  const { key } = houseOf(board);
  return { ward: key, drafts: announcement(board, shift), answer: { shift } };
}

/** Refuses a span of which the board knows that the nurse has another shift in it. */
export function checkOverlaps(board: Board, record: NurseRecord, shift: PlannedShift): void {
  const others = houseOf(board).state.shifts.filter((other) => other.nurseId === record.id);
  const running = record.post === null ? [] : [record.post.shift];
  const clash = [...running, ...others].find(
    (other) =>
      other.id !== shift.id && other.startsAt < shift.endsAt && shift.startsAt < other.endsAt,
  );
  if (clash === undefined) return;
  const span = `${clash.startsAt} to ${clash.endsAt}`;
  throw new Refusal('shift_overlaps', `${record.name} has shift ${clash.id} from ${span}.`);
}

function announcement(board: Board, shift: PlannedShift): EventDraft[] {
  const { key, state } = houseOf(board);
  const before = findById(state.shifts, shift.id);
  if (shift.startsAt <= announcedUntil(board.at)) {
    if (before !== undefined && canonicalJson(before) === canonicalJson(shift)) return [];
    return [{ ward: key, type: 'shift.planned', data: { shift } }];
  }
  if (before === undefined) return [];
  return [{ ward: key, type: 'shift.withdrawn', data: { shift: before } }];
}
