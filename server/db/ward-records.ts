import type { WardEvent } from '../../src-shared/contract/events/ward-event.ts';
import { type WardRecord, wardRecordSchema } from '../../src-shared/contract/ward-record.ts';
import type { WardRef } from '../../src-shared/contract/ids.ts';
import type { PackRef } from '../../src-shared/contract/state/staffing.ts';
import type { WardState } from '../../src-shared/contract/state/ward-state.ts';
import { emptyState } from '../../src-shared/domain/log/empty-state.ts';
import { recordShift } from '../../src-shared/domain/staffing/record-shift.ts';
import { shiftOfWard } from '../../src-shared/domain/staffing/shift-of-ward.ts';
import type { AnyPack } from '../../src-shared/domain/staffing/packs.ts';
import { HOUSE_WARD_ID } from '../../src-shared/contract/ids.ts';
import type { Statement, Tx } from './database.ts';
import { parseStoredEvent, type StoredEvent } from './event-text.ts';
import { readPack } from './rule-packs.ts';

/** Up to where a ward's events stand in its records. */
export interface RecordPosition extends WardRef {
  /** The end of the last record; null: none was made yet. */
  readonly at: string | null;
  /** Of the ward's first event that is kept. */
  readonly firstAt: string | null;
  readonly pack: PackRef;
}

const POSITIONS: Statement = {
  name: 'record-positions',
  text: `
    select w.hospital_id as "hospitalId", w.id as "wardId", c.at, w.staffing -> 'pack' as pack,
      case when c.at is not null then null else (
        select e.at from ward_event e where e.hospital_id = w.hospital_id and e.ward_id = w.id
        order by e.seq limit 1) end as "firstAt"
    from ward w left join ward_checkpoint c on c.hospital_id = w.hospital_id and c.ward_id = w.id
    where w.id <> '${HOUSE_WARD_ID}' and w.staffing is not null
      and ($1::text is null or (w.hospital_id = $1 and w.id = $2))`,
};

/** Of every ward that was ever judged (system role), or of one. */
export function readRecordPositions(tx: Tx, ward: WardRef | null): Promise<RecordPosition[]> {
  return tx.query<RecordPosition>(POSITIONS, [ward?.hospitalId ?? null, ward?.wardId ?? null]);
}

const CHECKPOINT: Statement = {
  name: 'record-checkpoint',
  text: `select at, seq, audit_seq, state from ward_checkpoint where hospital_id = $1 and ward_id = $2`,
};
const EVENTS: Statement = {
  name: 'record-events',
  text: `
    select seq, id, type, at, actor, command_id as "commandId", data::text as data from ward_event
    where hospital_id = $1 and ward_id = $2 and seq > $3 and at < $4 order by seq`,
};
const AUDIT: Statement = {
  name: 'record-audit',
  text: `
    select audit_seq, body from audit
    where hospital_id = $1 and ward_id = $2 and audit_seq > $3 and at < $4 order by audit_seq`,
};

interface Checkpoint {
  readonly at: string;
  readonly seq: number;
  readonly audit_seq: number;
  readonly state: WardState;
}

/** Those whose next shift was over at a moment. */
export async function readDueRecords(tx: Tx, until: string): Promise<RecordPosition[]> {
  const packs = new Map<string, AnyPack>();
  const due: RecordPosition[] = [];
  for (const position of await readRecordPositions(tx, null)) {
    const from = position.at ?? position.firstAt;
    const key = `${position.hospitalId}/${position.pack.id}@${position.pack.version}`;
    const pack =
      packs.get(key) ?? (await readPack(tx, position.hospitalId, position.pack)) ?? position.pack;
    packs.set(key, pack);
    if (from !== null && shiftOfWard(from, pack).endsAt <= until) due.push(position);
  }
  return due;
}

export interface BuiltRecord {
  readonly record: WardRecord;
  readonly after: WardState;
  readonly seq: number;
  readonly auditSeq: number;
}

/**
 * The record of a ward's next shift after those that are kept: complete where it was over before
 * `now`, else up to `now`. One transaction of the caller's, so all of one moment.
 */
export async function buildRecord(
  tx: Tx,
  position: RecordPosition,
  now: string,
): Promise<BuiltRecord | null> {
  const { hospitalId, wardId, firstAt } = position;
  const from = position.at ?? firstAt;
  if (from === null) return null;
  const [kept] = await tx.query<Checkpoint>(CHECKPOINT, [hospitalId, wardId]);
  const pack: AnyPack = (await readPack(tx, hospitalId, position.pack)) ?? position.pack;
  const turn = shiftOfWard(from, pack);
  const shift = { ...turn, startsAt: kept?.at ?? turn.startsAt };
  const asOf = shift.endsAt < now ? shift.endsAt : now;
  const rows = await tx.query<StoredEvent>(EVENTS, [hospitalId, wardId, kept?.seq ?? 0, asOf]);
  const audits = await tx.query<{ audit_seq: number; body: string }>(AUDIT, [
    hospitalId,
    wardId,
    kept?.audit_seq ?? 0,
    asOf,
  ]);
  const events: WardEvent[] = rows.map(parseStoredEvent);
  const before = kept?.state ?? (emptyState({ hospitalId, wardId }) as WardState);
  const reasons = reasonsOf(audits.map(({ body }) => body));
  const { record, after } = recordShift({ shift, before, events, asOf, reasons });
  return {
    record,
    after,
    seq: events.at(-1)?.seq ?? kept?.seq ?? 0,
    auditSeq: audits.at(-1)?.audit_seq ?? kept?.audit_seq ?? 0,
  };
}

/** Reasons of moves and ends of shifts stand in the audit alone. */
function reasonsOf(bodies: readonly string[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const body of bodies) {
    const { commandId, note } = JSON.parse(body) as {
      commandId: string | null;
      note: { reason?: string } | null;
    };
    if (commandId !== null && note?.reason !== undefined) reasons.set(commandId, note.reason);
  }
  return reasons;
}

const KEEP: Statement = {
  name: 'record-keep',
  text: `
    insert into ward_record
      (hospital_id, ward_id, starts_at, ends_at, body, shortfalls, short_seconds)
    values ($1, $2, $3, $4, $5::json, $6, $7)
    on conflict (hospital_id, ward_id, starts_at) do nothing`,
};
const ADVANCE: Statement = {
  name: 'record-advance',
  text: `
    insert into ward_checkpoint (hospital_id, ward_id, at, seq, audit_seq, state)
    values ($1, $2, $3, $4, $5, $6::json)
    on conflict (hospital_id, ward_id) do update set at = excluded.at, seq = excluded.seq,
      audit_seq = excluded.audit_seq, state = excluded.state`,
};

/** Keeps the record of a shift that is over, and goes on behind it. */
export async function keepRecord(tx: Tx, built: BuiltRecord): Promise<void> {
  const { record, after, seq, auditSeq } = built;
  const { hospitalId, wardId, startsAt, endsAt } = record;
  const body = JSON.stringify(record);
  const count = record.shortfalls.length;
  await tx.query(KEEP, [hospitalId, wardId, startsAt, endsAt, body, count, shortSeconds(record)]);
  const state = JSON.stringify(after);
  await tx.query(ADVANCE, [hospitalId, wardId, endsAt, seq, auditSeq, state]);
}

/** Seconds of a shift in which at least one rule was broken. */
export function shortSeconds({ shortfalls, startsAt, asOf }: WardRecord): number {
  const spans = shortfalls
    .map(({ since, endedAt }) => [
      Date.parse(since > startsAt ? since : startsAt),
      Date.parse(endedAt ?? asOf),
    ])
    .sort(([a = 0], [b = 0]) => a - b);
  let short = 0;
  let until = 0;
  for (const [from = 0, to = 0] of spans) {
    short += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return Math.round(short / 1000);
}

export interface ListedRecord {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly shift: WardRecord['shift'];
  readonly shortfalls: number;
  readonly shortSeconds: number;
}

const LIST: Statement = {
  name: 'records-list',
  text: `
    select starts_at as "startsAt", ends_at as "endsAt", body ->> 'shift' as shift, shortfalls,
      short_seconds as "shortSeconds"
    from ward_record
    where hospital_id = $1 and ward_id = $2 and ends_at > $3 and starts_at < $4
    order by starts_at desc`,
};

/** Records kept of shifts that touch a span, newest first. */
export function listRecords(
  tx: Tx,
  { hospitalId, wardId }: WardRef,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<ListedRecord[]> {
  return tx.query<ListedRecord>(LIST, [hospitalId, wardId, from, to]);
}

const ONE: Statement = {
  name: 'record',
  text: `select body from ward_record where hospital_id = $1 and ward_id = $2 and starts_at = $3`,
};

export async function readRecord(
  tx: Tx,
  { hospitalId, wardId }: WardRef,
  startsAt: string,
): Promise<WardRecord | null> {
  const [row] = await tx.query<{ body: unknown }>(ONE, [hospitalId, wardId, startsAt]);
  return row === undefined ? null : wardRecordSchema.parse(row.body);
}
