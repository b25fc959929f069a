import type { WardKey } from '../../src-shared/contract/ids.ts';
import type { LogState } from '../../src-shared/contract/state/log-state.ts';
import { applyEvents } from '../../src-shared/domain/log/apply-event.ts';
import type { Tx } from '../db/database.ts';
import { parseStoredEvent } from '../db/event-text.ts';
import type { LockedWard } from '../db/lock-wards.ts';
import { readEventsSince } from '../db/ward-events.ts';
import { snapshotIn } from '../db/ward-snapshot.ts';
import { RecentMap } from './recent-map.ts';

/** A state and the position it is at. `lastAt` is the time of the last event before it. */
export interface KnownState {
  readonly epoch: string;
  readonly seq: number;
  readonly lastAt: string;
  readonly state: LogState;
}

/**
 * States that this process has seen, so that a command need not read a ward it wrote a moment ago.
 * Never right by being here: whoever uses one holds the ward's lock and compares epoch and seq.
 */
export interface WardStates {
  get(ward: WardKey): KnownState | undefined;
  put(ward: WardKey, known: KnownState): void;
  clear(): void;
}

/** Further behind than this, reading the state anew costs less than catching up. */
const MOST_CAUGHT_UP = 300;

/** @param most wards kept; the least recently used goes first */
export function createWardStates(most: number): WardStates {
  const known = new RecentMap<WardKey, KnownState>(most);
  return {
    get: (ward) => known.get(ward),
    put: (ward, state) => {
      known.set(ward, state);
    },
    clear: () => {
      known.clear();
    },
  };
}

/** The state of a locked ward, from what is known, brought forward, or read anew. */
export async function stateOf(
  tx: Tx,
  states: WardStates,
  epoch: string,
  ward: LockedWard,
): Promise<LogState> {
  const known = states.get(ward.key);
  const usable = known?.epoch === epoch && known.seq <= ward.seq;
  if (usable && known.seq === ward.seq) return known.state;
  const state = (usable ? await caughtUp(tx, known, ward) : null) ?? (await readAnew(tx, ward));
  states.put(ward.key, { epoch, seq: ward.seq, lastAt: ward.lastAt, state });
  return state;
}

async function caughtUp(tx: Tx, known: KnownState, ward: LockedWard): Promise<LogState | null> {
  const missing = ward.seq - known.seq;
  if (missing > MOST_CAUGHT_UP) return null;
  const after = { seq: known.seq, at: known.lastAt };
  const events = await readEventsSince(tx, ward.key, after, missing);
  if (events?.length !== missing) return null;
  return applyEvents(known.state, events.map(parseStoredEvent));
}

async function readAnew(tx: Tx, ward: LockedWard): Promise<LogState> {
  const snapshot = await snapshotIn(tx, ward.key);
  if (snapshot?.cursor.seq !== ward.seq) throw new Error(`${ward.key} moved under its lock`);
  return snapshot.state;
}
