import type { NurseRecord } from '../../src-shared/domain/board.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Statement, Tx } from '../db/database.ts';
import { type KeyScope, keyValues, lookWithKey } from '../db/idempotency-keys.ts';
import { type Locked, type LockedWard, lockWards } from '../db/lock-wards.ts';
import { type NurseRow, nurseRecordsJson } from '../db/nurse-records.ts';
import type { Command, Reach } from './command.ts';
import type { Locks } from './known-reaches.ts';

/** The wards or nurses that a command touches are others than those it has locked: begin anew. */
export class StartAnew extends Error {
  readonly wards: readonly string[];
  readonly nurses: readonly string[];

  constructor(reach: Locks) {
    super('what the command touches changed while it waited for its locks');
    this.wards = reach.wards;
    this.nurses = reach.nurses;
  }
}

/** PostgreSQL is on another timeline than the epoch: it has to be verified before anything else. */
export class EpochUnknown extends Error {}

interface LookRow<Facts> {
  readonly hospital_id: string;
  readonly wards: string[];
  readonly nurses: string[];
  readonly facts: Facts;
}

/** The first look, without locks. Refuses with `not_found`. */
export async function look<Facts>(tx: Tx, command: Command<Facts>): Promise<Reach<Facts>> {
  if (command.prepare !== undefined) {
    await tx.query(command.prepare.statement, command.prepare.values);
  }
  const { name, text, values } = command.look;
  const [row] = await tx.query<LookRow<Facts>>({ name: `look-${name}`, text }, values);
  if (row === undefined) throw new Refusal('not_found');
  return reachOf(row);
}

/**
 * The first look together with the idempotency key's row. `fresh`: this transaction made that row;
 * else the key was used before. Refuses with `not_found`.
 */
export async function lookWithFreshKey<Facts>(
  tx: Tx,
  command: Command<Facts>,
  scope: KeyScope,
  bodyHash: string,
): Promise<{ reach: Reach<Facts>; fresh: boolean }> {
  if (command.prepare !== undefined) {
    await tx.query(command.prepare.statement, command.prepare.values);
  }
  const { name, text, values } = command.look;
  const [row] = await tx.query<LookRow<Facts> & { fresh: boolean }>(
    { name: `look-key-${name}`, text: lookWithKey(text, values.length) },
    [...values, ...keyValues(scope, bodyHash)],
  );
  if (row === undefined) throw new Refusal('not_found');
  return { reach: reachOf(row), fresh: row.fresh };
}

function reachOf<Facts>(row: LookRow<Facts>): Reach<Facts> {
  const { hospital_id: hospitalId, wards, nurses, facts } = row;
  return { hospitalId, wards: [...new Set(wards)], nurses: [...new Set(nurses)], facts };
}

/** What is certain once the locks are held. */
export interface LockedReach<Facts> {
  readonly reach: Reach<Facts>;
  /** The database's clock after locking. */
  readonly now: string;
  /** By `hospital/nurse`. */
  readonly records: ReadonlyMap<string, NurseRecord>;
}

/**
 * The look once more, under the locks, with the records of the nurses reached. Throws `StartAnew`
 * when it reaches further than what is locked.
 */
export async function lookAgain<Facts>(
  tx: Tx,
  { look: { name, text, values } }: Command<Facts>,
  locked: { readonly wards: ReadonlySet<string>; readonly nurses: ReadonlySet<string> },
): Promise<LockedReach<Facts>> {
  const found = await tx.query<LookRow<Facts> & { now: string; records: NurseRow[] }>(
    againStatement(name, text),
    values,
  );
  const [row] = found;
  if (row === undefined) throw new Refusal('not_found');
  const reach = reachOf(row);
  const isLocked =
    reach.wards.every((ward) => locked.wards.has(ward)) &&
    reach.nurses.every((nurse) => locked.nurses.has(nurse));
  if (!isLocked) throw new StartAnew(reach);
  const records = new Map(row.records.map((record) => [nurseKey(record), record]));
  return { reach, now: row.now, records };
}

function nurseKey({ hospitalId, id }: NurseRow): string {
  return `${hospitalId}/${id}`;
}

function againStatement(name: string, text: string): Statement {
  return {
    name: `look-again-${name}`,
    text: `
      with found as materialized (${text})
      select found.*, clock_timestamp() as now, ${nurseRecordsJson('found.nurses')} as records
      from found`,
  };
}

/** With the wards that are locked, and the epoch. */
export interface HeldReach<Facts> extends LockedReach<Facts> {
  readonly epoch: string;
  readonly wards: readonly LockedWard[];
}

/** Locks what a first look reached, or is to reach, and looks again, in one round trip. */
export async function lockAndLook<Facts>(
  tx: Tx,
  command: Command<Facts>,
  reach: Locks,
): Promise<HeldReach<Facts>> {
  const held = { wards: new Set(reach.wards), nurses: new Set(reach.nurses) };
  const [locked, again] = await Promise.all([
    lockWards(tx, reach.wards, reach.nurses),
    lookAgain(tx, command, held),
  ]);
  return { ...again, epoch: epochOf(locked), wards: locked.wards };
}

/** Throws `EpochUnknown`. */
export function epochOf({ epoch }: Locked): string {
  if (epoch === null) throw new EpochUnknown('the epoch is that of another timeline');
  return epoch;
}
