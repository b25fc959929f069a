import { announcedUntil, planShift } from '../../src-shared/domain/transitions/plan-shift.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { forEachShift } from './shift-batch.ts';
import { lookAtShifts, type ShiftsFacts, type ShiftsOfWard } from './shift-look.ts';

/** The clock: planned shifts of a ward have come near enough for the house log to show them. */
export function announceShifts(input: ShiftsOfWard): Command<ShiftsFacts> {
  return {
    name: 'announce-shifts',
    status: 200,
    look: lookAtShifts(input, 'planned'),
    allows: () => false,
    subject: () => NO_SUBJECT,
    decide: ({ board, reach }) => {
      const near = reach.facts.shifts.filter(
        (shift) => shift.startsAt > board.at && shift.startsAt <= announcedUntil(board.at),
      );
      return forEachShift(board, near, (now, shift) => planShift(now, { shift }));
    },
  };
}
