import { startShift } from '../../src-shared/domain/transitions/start-shift.ts';
import { withdrawShift } from '../../src-shared/domain/transitions/withdraw-shift.ts';
import type { Statement } from '../db/database.ts';
import { type Command, NO_SUBJECT } from './command.ts';
import { forEachShift } from './shift-batch.ts';
import { lookAtShifts, type ShiftsFacts, type ShiftsOfWard } from './shift-look.ts';

const CANCEL: Statement = {
  name: 'shifts-cancel',
  text: `
    update shift set status = 'cancelled', end_reason = 'nobody was there to start it'
    where hospital_id = $1 and id = any ($2::text[]) and status = 'planned'`,
};

/**
 * The clock: planned shifts of a ward begin. One whose time went by while no clock ran never
 * begins: it is taken out of the plan.
 */
export function startShifts(input: ShiftsOfWard): Command<ShiftsFacts> {
  return {
    name: 'start-shifts',
    status: 200,
    look: lookAtShifts(input, 'planned'),
    allows: () => false,
    subject: () => NO_SUBJECT,
    decide: ({ board, reach }) => {
      const due = reach.facts.shifts.filter((shift) => shift.startsAt <= board.at);
      return forEachShift(board, due, (now, shift) =>
        shift.endsAt <= board.at ? withdrawShift(now, { shift }) : startShift(now, { shift }),
      );
    },
    rows: ({ board, reach }) => {
      const missed = reach.facts.shifts.filter((shift) => shift.endsAt <= board.at);
      if (missed.length === 0) return [];
      return [{ statement: CANCEL, values: [input.hospitalId, missed.map((shift) => shift.id)] }];
    },
  };
}
