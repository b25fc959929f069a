import type { Commands } from '../commands/commands.ts';
import type { Database } from '../db/database.ts';
import { createLeadership } from '../db/leadership.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createRecordKeeper } from './record-keeper.ts';
import { createTimeKeeper } from './time-keeper.ts';

export interface ClockSettings {
  readonly database: Database;
  readonly commands: Commands;
  /** What else is to be cleaned up once an hour: credentials that nobody can use any more. */
  readonly chores: readonly (() => Promise<void>)[];
  readonly onError: (error: unknown, what: string) => void;
  /** Between two looks at what is due, at most 1 s. */
  readonly everyMs?: number;
}

export interface Clock {
  /** Whether this process does the clock's work at the moment. */
  leads(): boolean;
  /** Ends after what is under way. */
  close(): Promise<void>;
}

const EVERY_MS = 1_000;

/**
 * The clock role: what comes with time alone (shifts begin and end, breaks are up) and what has to
 * be tidied. Of all processes one leads; two that both thought so would do no harm, since each
 * piece of work looks again under the ward's lock.
 */
export function startClock(settings: ClockSettings): Clock {
  const { database, commands, onError, chores } = settings;
  const leadership = createLeadership(database.url, 'clock');
  const timeKeeper = createTimeKeeper(database, commands, onError);
  const housekeeping = createHousekeeping(database, chores, onError);
  const recordKeeper = createRecordKeeper(database, onError);
  let leading = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const tick = async (): Promise<void> => {
    leading = await leadership.lead();
    if (!leading) return;
    await housekeeping.whenDue();
    await timeKeeper.tick();
    recordKeeper.whenDue();
  };
  const run = async (): Promise<void> => {
    const began = performance.now();
    try {
      await tick();
    } catch (error) {
      onError(error, 'the clock could not look at what is due');
    }
    if (closed) return;
    const pause = Math.max(0, (settings.everyMs ?? EVERY_MS) - (performance.now() - began));
    timer = setTimeout(() => {
      running = run();
    }, pause);
  };
  let running = run();

  return {
    leads: () => leading,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
      await recordKeeper.settled();
      leading = false;
      await leadership.close();
    },
  };
}
