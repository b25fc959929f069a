import type { UserChannels } from '../bus/user-channels.ts';
import { readMessage } from '../bus/user-message.ts';
import type { Database } from '../db/database.ts';
import {
  type Ack,
  type ReadMeanwhile,
  recordReceipts,
  undeliveredAssignments,
} from '../db/notification-receipts.ts';
import { isUnavailable } from '../db/postgres-errors.ts';
import type { Commands } from './commands.ts';
import { deliverAssignment, DELIVERY } from './deliver-assignment.ts';

/** Where acknowledgements of devices go. */
export interface Receipts {
  /** Does not reject. What cannot be kept now waits here, and is kept once it can be. */
  delivered(
    receiver: { readonly userId: string; readonly deviceId: string | null },
    notificationIds: readonly string[],
  ): Promise<void>;
  /** Keeps what has come so far; what cannot be kept at once is given up. */
  close(): Promise<void>;
}

export interface ReceiptsSettings {
  readonly database: Database;
  readonly commands: Commands;
  /** Where devices are told that what they have only now was read before. */
  readonly users: Pick<UserChannels, 'tell'>;
  /**
   * Told once of each time in which nothing could be kept, and of acknowledgements given up
   * (`lost`): those devices get the notifications again on their next connect, and acknowledge.
   */
  readonly onError: (error: unknown, counts: { waiting: number; lost: number }) => void;
  /** So many wait at most, those that came first; default: 100,000, some 20 MB. */
  readonly most?: number;
}

/** Acknowledgements of so many milliseconds are kept together, so that a burst is one write a ward. */
const GATHER_MS = 20;
const AT_ONCE = 2_000;
const MOST_WAITING = 100_000;
/** So long after a failure it is tried again. */
const RETRY_MS = 500;
/** So often one that PostgreSQL answers with an error is tried by itself before it is given up. */
const TRIES_ALONE = 3;

/**
 * Keeps receipts, and lets the board know of the assignments delivered: in the same transaction, so
 * that none is delivered in one place and not in the other. An acknowledgement that could not be
 * written (PostgreSQL is down, a ward is locked) stays until it is: its socket stays open, so its
 * device has no reason to send it again.
 */
export function createReceipts(settings: ReceiptsSettings): Receipts {
  return new WaitingReceipts(settings);
}

class WaitingReceipts implements Receipts {
  readonly #settings: ReceiptsSettings;
  readonly #most: number;
  /** By what they say, in the order in which they came: a repeat is the same. */
  #waiting = new Map<string, Ack>();
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #atOnce = AT_ONCE;
  #triedAlone = 0;
  #isFailing = false;
  #closed = false;
  /** Passed over for want of room since that was told last. */
  #overflowed = 0;

  constructor(settings: ReceiptsSettings) {
    this.#settings = settings;
    this.#most = settings.most ?? MOST_WAITING;
  }

  async delivered(
    { userId, deviceId }: { readonly userId: string; readonly deviceId: string | null },
    ids: readonly string[],
  ): Promise<void> {
    for (const id of ids) {
      const ack = { id, userId, deviceId: deviceId ?? '' };
      if (this.#waiting.size < this.#most) this.#waiting.set(keyOf(ack), ack);
      else this.#overflowed += 1;
    }
    this.#later(GATHER_MS);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#writing;
    while (this.#waiting.size > 0) {
      if (await this.#write()) continue;
      const lost = this.#waiting.size;
      this.#waiting.clear();
      if (lost > 0) this.#settings.onError(new Error('closing'), { waiting: 0, lost });
    }
  }

  #later(ms: number): void {
    if (this.#timer !== undefined || this.#writing !== null || this.#closed) return;
    if (this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#writing = this.#write().then((isKept) => {
        this.#writing = null;
        this.#later(isKept ? GATHER_MS : RETRY_MS);
      });
    }, ms);
  }

  /** Keeps those that came first; whether that could be done. */
  async #write(): Promise<boolean> {
    const { database, commands, users } = this.#settings;
    const batch = [...this.#waiting.entries().take(this.#atOnce)];
    // A repeat that comes from here on says more: that the device knows of the reading since.
    for (const [key] of batch) this.#waiting.delete(key);
    try {
      const acks = batch.map(([, ack]) => ack);
      const read = await keep(database, commands, acks);
      for (const [userId, ofUser] of Map.groupBy(read, (one) => one.userId)) {
        const ids = ofUser.map(({ id }) => id);
        users.tell([readMessage(userId, ids, null)]);
      }
    } catch (error) {
      this.#failed(error, batch);
      return false;
    }
    this.#atOnce = AT_ONCE;
    this.#triedAlone = 0;
    this.#isFailing = false;
    return true;
  }

  /**
   * While PostgreSQL cannot be reached all of them wait. An error that it answers with may be due to
   * one of them: half as many are tried next, so that none holds up the others for ever.
   */
  #failed(error: unknown, batch: readonly (readonly [string, Ack])[]): void {
    let lost = this.#overflowed;
    this.#overflowed = 0;
    this.#waiting = new Map([...batch, ...this.#waiting]);
    if (!isUnavailable(error)) {
      this.#atOnce = Math.ceil(batch.length / 2);
      this.#triedAlone = batch.length === 1 ? this.#triedAlone + 1 : 0;
      const [one] = batch;
      if (this.#triedAlone === TRIES_ALONE && one !== undefined) {
        this.#waiting.delete(one[0]);
        this.#triedAlone = 0;
        lost += 1;
      }
    }
    if (!this.#isFailing || lost > 0) {
      this.#settings.onError(error, { waiting: this.#waiting.size, lost });
    }
    this.#isFailing = true;
  }
}

function keyOf({ id, userId, deviceId }: Ack): string {
  return JSON.stringify([id, userId, deviceId]);
}

/** Gives what has been read before its device said that it has it. */
async function keep(
  database: Database,
  commands: Commands,
  acks: readonly Ack[],
): Promise<readonly ReadMeanwhile[]> {
  const news = await database.system((tx) => undeliveredAssignments(tx, acks), { readOnly: true });
  const of = (ack: { readonly id: string; readonly userId: string }): string =>
    `${ack.id} ${ack.userId}`;
  const assignments = new Map(news.map((one) => [of(one), one]));
  const plain = acks.filter((ack) => !assignments.has(of(ack)));
  const read: ReadMeanwhile[] = [];
  if (plain.length > 0) read.push(...(await database.system((tx) => recordReceipts(tx, plain))));
  for (const [, ofWard] of Map.groupBy(news, (one) => one.ward)) {
    const keys = new Set(ofWard.map(of));
    const also = await commands.system(DELIVERY, async (run) => {
      for (const { assignmentId } of ofWard) await run.execute(deliverAssignment({ assignmentId }));
      return recordReceipts(
        run.tx,
        acks.filter((ack) => keys.has(of(ack))),
      );
    });
    read.push(...also);
  }
  return read;
}
