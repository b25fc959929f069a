import type { Database } from '../db/database.ts';
import { type Ack, recordReceipts, undeliveredAssignments } from '../db/notification-receipts.ts';
import type { Commands } from './commands.ts';
import { deliverAssignment } from './deliver-assignment.ts';

/** Where acknowledgements of devices go. */
export interface Receipts {
  /** Does not reject: what could not be kept is sent again on the next connect, and acknowledged. */
  delivered(
    receiver: { readonly userId: string; readonly deviceId: string | null },
    notificationIds: readonly string[],
  ): Promise<void>;
  /** Keeps what has come so far. */
  close(): Promise<void>;
}

/** Acknowledgements of so many milliseconds are kept together, so that a burst is one write a ward. */
const GATHER_MS = 20;
const AT_ONCE = 2_000;

/**
 * Keeps receipts, and lets the board know of the assignments delivered: in the same transaction, so
 * that none is delivered in one place and not in the other.
 */
export function createReceipts(
  database: Database,
  commands: Commands,
  onError: (error: unknown) => void,
): Receipts {
  let waiting: Ack[] = [];
  let writing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  const write = async (): Promise<void> => {
    const batch = waiting.slice(0, AT_ONCE);
    waiting = waiting.slice(AT_ONCE);
    try {
      await keep(database, commands, batch);
    } catch (error) {
      onError(error);
    }
  };
  const flush = (): void => {
    timer = undefined;
    writing = write().finally(() => {
      writing = null;
      if (waiting.length > 0) soon();
    });
  };
  const soon = (): void => {
    if (timer === undefined && writing === null) timer = setTimeout(flush, GATHER_MS);
  };

  return {
    delivered: async ({ userId, deviceId }, ids) => {
      for (const id of ids) waiting.push({ id, userId, deviceId: deviceId ?? '' });
      if (ids.length > 0) soon();
    },
    close: async () => {
      clearTimeout(timer);
      timer = undefined;
      await writing;
      while (waiting.length > 0) await write();
    },
  };
}

async function keep(database: Database, commands: Commands, acks: readonly Ack[]): Promise<void> {
  const news = await database.system((tx) => undeliveredAssignments(tx, acks), { readOnly: true });
  const keyOf = (ack: { readonly id: string; readonly userId: string }): string =>
    `${ack.id} ${ack.userId}`;
  const assignments = new Map(news.map((one) => [keyOf(one), one]));
  const plain = acks.filter((ack) => !assignments.has(keyOf(ack)));
  if (plain.length > 0) await database.system((tx) => recordReceipts(tx, plain));
  for (const [, ofWard] of Map.groupBy(news, (one) => one.ward)) {
    const keys = new Set(ofWard.map(keyOf));
    await commands.system('system:delivery', async (run) => {
      for (const { assignmentId } of ofWard) await run.execute(deliverAssignment({ assignmentId }));
      await recordReceipts(
        run.tx,
        acks.filter((ack) => keys.has(keyOf(ack))),
      );
    });
  }
}
