import type { WardKey } from '../../src-shared/contract/ids.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Database } from './database.ts';
import { busEventText } from './event-text.ts';
import { readEvents } from './ward-events.ts';
import { readHeads, type WardHeads } from './ward-heads.ts';
import { readSnapshot, type WardSnapshot } from './ward-snapshot.ts';

/** An event as the bus carries it. */
export interface EventText {
  readonly seq: number;
  readonly text: string;
}

/**
 * What relay and realtime read: logs of all hospitals (they authorise themselves), bodies in the
 * bus's form. Each rejects while PostgreSQL cannot be reached.
 */
export interface WardReads {
  /** One query for all. */
  heads(wards: readonly WardKey[]): Promise<WardHeads>;
  /** The heads of every log there is. */
  allHeads(): Promise<WardHeads>;
  /**
   * Events after a seq, ascending, gapless, at most `limit`. None where the log does not exist, is
   * of another epoch by now, or no longer keeps (or never had) what follows that seq.
   */
  eventsAfter(
    ward: WardKey,
    epoch: string,
    after: number,
    limit: number,
  ): Promise<readonly EventText[]>;
  /** null: there is no such log. */
  snapshot(ward: WardKey): Promise<WardSnapshot | null>;
}

export function createWardReads(database: Database): WardReads {
  return {
    heads: (wards) => readHeads(database, wards),
    allHeads: () => readHeads(database, 'all'),
    eventsAfter: (ward, epoch, after, limit) => eventsAfter(database, ward, epoch, after, limit),
    snapshot: (ward) => readSnapshot(database, 'system', ward),
  };
}

async function eventsAfter(
  database: Database,
  ward: WardKey,
  epoch: string,
  after: number,
  limit: number,
): Promise<EventText[]> {
  try {
    const page = await database.system((tx) => readEvents(tx, ward, after, limit), {
      readOnly: true,
    });
    if (page.cursor.epoch !== epoch) return [];
    return page.events.map((event) => ({
      seq: event.seq,
      text: busEventText(ward, epoch, event),
    }));
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'unavailable') return [];
    throw error;
  }
}
