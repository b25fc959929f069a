import { endShift } from '../../src-shared/domain/transitions/end-shift.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { forEachShift } from './shift-batch.ts';
import { lookAtShifts, type ShiftsFacts, type ShiftsOfWard } from './shift-look.ts';

/** The clock: running shifts of a ward end, because their time is up. */
export function endShifts(input: ShiftsOfWard): Command<ShiftsFacts> {
  return {
    name: 'end-shifts',
    status: 200,
    look: lookAtShifts(input, 'running'),
    allows: () => false,
    subject: () => NO_SUBJECT,
    decide: ({ board, reach }) => {
      const over = reach.facts.shifts.filter((shift) => shift.endsAt <= board.at);
      return forEachShift(board, over, (now, { nurseId }) => endShift(now, { nurseId }));
    },
  };
}
