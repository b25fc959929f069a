import { announceShifts } from '../commands/announce-shifts.ts';
import type { Command } from '../commands/command.ts';
import type { Commands } from '../commands/commands.ts';
import { escalateAlert } from '../commands/escalate-alert.ts';
import { endShifts } from '../commands/end-shifts.ts';
import { evaluateStaffing } from '../commands/evaluate-staffing.ts';
import { setPack } from '../commands/set-pack.ts';
import { startShifts } from '../commands/start-shifts.ts';
import type { Database } from '../db/database.ts';
import { type DueShifts, hospitalsWithoutPack, readDue } from '../db/due-shifts.ts';
import { readEscalationsDue } from '../db/escalations.ts';
import { FIRST_PACK } from './first-pack.ts';

export interface TimeKeeper {
  /** Looks once at what is due and does it. Rejects when PostgreSQL cannot be asked. */
  tick(): Promise<void>;
}

/** Transactions at a time: many wards change shift at the same minute. */
const AT_ONCE = 4;

export function createTimeKeeper(
  database: Database,
  commands: Commands,
  onError: (error: unknown, what: string) => void,
): TimeKeeper {
  const carryOut = async (command: Command, what: string): Promise<void> => {
    try {
      await commands.system('system:clock', (run) => run.execute(command));
    } catch (error) {
      onError(error, `${command.name} failed for ${what}`);
    }
  };

  return {
    tick: async () => {
      const due = await database.system(readDue, { readOnly: true });
      // One step after the other: a nurse's next shift may begin the moment the one before ends.
      for (const step of ['end', 'start', 'announce'] as const) {
        const ofStep = due.shifts.filter((shifts) => shifts.what === step);
        await atOnce(ofStep, (shifts) =>
          carryOut(commandFor(shifts), `${shifts.hospitalId}/${shifts.wardId}`),
        );
      }
      await atOnce(due.toJudge, (ward) =>
        carryOut(evaluateStaffing(ward), `${ward.hospitalId}/${ward.wardId}`),
      );
      const escalations = await database.system(readEscalationsDue, { readOnly: true });
      await atOnce(escalations, (alertId) => carryOut(escalateAlert({ alertId }), alertId));
      const bare = await database.system(hospitalsWithoutPack, { readOnly: true });
      for (const hospitalId of bare) {
        await carryOut(setPack({ hospitalId, pack: FIRST_PACK }), hospitalId);
      }
    },
  };
}

function commandFor(shifts: DueShifts): Command {
  switch (shifts.what) {
    case 'end':
      return endShifts(shifts);
    case 'start':
      return startShifts(shifts);
    case 'announce':
      return announceShifts(shifts);
  }
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
}
