import { z } from 'zod';
import { type WardKey, wardKey } from '../../src-shared/contract/ids.ts';
import { auditHash, eventsDigest } from './audit-chain.ts';
import type { Database, Statement, Tx } from './database.ts';
import type { StoredEvent } from './event-text.ts';

export interface AuditFault {
  readonly ward: WardKey;
  /** The entry at which it shows. */
  readonly auditSeq: number;
  readonly what: string;
}

export interface AuditReport {
  readonly wards: number;
  readonly entries: number;
  readonly faults: readonly AuditFault[];
}

interface WardRow {
  readonly hospital_id: string;
  readonly id: string;
  readonly seq: number;
  readonly kept_after: number;
  readonly audit_seq: number;
  readonly audit_hash: string;
}

interface EntryRow {
  readonly audit_seq: number;
  readonly body: string;
  readonly hash: string;
}

const WARDS: Statement = {
  name: 'audit-wards',
  text: `
    select hospital_id, id, seq, kept_after, audit_seq, audit_hash from ward
    order by hospital_id, id`,
};

const WARD: Statement = {
  name: 'audit-ward',
  text: `
    select hospital_id, id, seq, kept_after, audit_seq, audit_hash from ward
    where hospital_id = $1 and id = $2`,
};

const ENTRIES: Statement = {
  name: 'audit-entries',
  text: `
    select audit_seq, body, hash from audit
    where hospital_id = $1 and ward_id = $2 and audit_seq > $3 order by audit_seq limit $4`,
};

const EVENTS: Statement = {
  name: 'audit-events',
  text: `
    select seq, id, type, at, actor, command_id as "commandId", data::text as data from ward_event
    where hospital_id = $1 and ward_id = $2 and seq >= $3 and seq <= $4 order by seq`,
};

const bodySchema = z.object({
  ward: z.string(),
  seq: z.object({ from: z.int(), to: z.int() }).nullable(),
  events: z.string().nullable(),
});
type Body = z.infer<typeof bodySchema>;

const PAGE = 500;

/**
 * Checks the audit of every log from its first entry to its last: that no entry is missing or
 * altered, that the entries tell of every event, and that the events still kept are the ones told
 * of. Reads only; each log at one moment.
 */
export async function verifyAudit(database: Pick<Database, 'system'>): Promise<AuditReport> {
  const rows = await database.system((tx) => tx.query<WardRow>(WARDS), { readOnly: true });
  const faults: AuditFault[] = [];
  let entries = 0;
  for (const { hospital_id: hospitalId, id } of rows) {
    const chain = await database.system((tx) => verifyWard(tx, hospitalId, id), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    entries += chain.entries;
    faults.push(...chain.faults);
  }
  return { wards: rows.length, entries, faults };
}

/** How far a chain has been followed. */
interface Position {
  auditSeq: number;
  hash: string;
  seq: number;
}

async function verifyWard(
  tx: Tx,
  hospitalId: string,
  wardId: string,
): Promise<{ entries: number; faults: AuditFault[] }> {
  const ward = wardKey({ hospitalId, wardId });
  const faults: AuditFault[] = [];
  const [row] = await tx.query<WardRow>(WARD, [hospitalId, wardId]);
  if (row === undefined) return { entries: 0, faults };
  const position: Position = { auditSeq: 0, hash: '', seq: 0 };
  let entries = 0;
  for (;;) {
    const page = await tx.query<EntryRow>(ENTRIES, [hospitalId, wardId, position.auditSeq, PAGE]);
    if (page.length === 0) break;
    const events = await eventsOf(tx, row, page);
    for (const entry of page) {
      entries += 1;
      for (const what of entryFaults(entry, ward, position, row.kept_after, events)) {
        faults.push({ ward, auditSeq: entry.audit_seq, what });
      }
    }
  }
  for (const what of endFaults(position, row)) {
    faults.push({ ward, auditSeq: position.auditSeq, what });
  }
  return { entries, faults };
}

/** The events that a page of entries tells of, by seq. */
async function eventsOf(
  tx: Tx,
  ward: WardRow,
  page: readonly EntryRow[],
): Promise<ReadonlyMap<number, StoredEvent>> {
  const ranges = page.flatMap((entry) => parseBody(entry.body)?.seq ?? []);
  if (ranges.length === 0) return new Map();
  const from = Math.min(...ranges.map((range) => range.from));
  const to = Math.max(...ranges.map((range) => range.to));
  const events = await tx.query<StoredEvent>(EVENTS, [ward.hospital_id, ward.id, from, to]);
  return new Map(events.map((event) => [event.seq, event]));
}

function parseBody(text: string): Body | null {
  try {
    const parsed = bodySchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** What is wrong with an entry; moves the position past it. */
function entryFaults(
  entry: EntryRow,
  ward: WardKey,
  position: Position,
  keptAfter: number,
  events: ReadonlyMap<number, StoredEvent>,
): string[] {
  const faults: string[] = [];
  if (entry.audit_seq !== position.auditSeq + 1) {
    faults.push(`entries ${position.auditSeq + 1} to ${entry.audit_seq - 1} are missing`);
  }
  if (auditHash(position.hash, entry.body) !== entry.hash) {
    faults.push('the entry, or the one before it, was altered');
  }
  const body = parseBody(entry.body);
  if (body?.ward !== ward) faults.push('the entry is not one of this ward');
  if (body?.seq != null) {
    const { from, to } = body.seq;
    if (from !== position.seq + 1) {
      faults.push(`no entry tells of the events ${position.seq + 1} to ${from - 1}`);
    }
    if (from > keptAfter && digestOf(events, from, to) !== body.events) {
      faults.push(`the events ${from} to ${to} are not those that were committed`);
    }
    position.seq = to;
  }
  position.auditSeq = entry.audit_seq;
  position.hash = entry.hash;
  return faults;
}

/** null: some of the events are missing. */
function digestOf(
  events: ReadonlyMap<number, StoredEvent>,
  from: number,
  to: number,
): string | null {
  const told: StoredEvent[] = [];
  for (let seq = from; seq <= to; seq += 1) {
    const event = events.get(seq);
    if (event === undefined) return null;
    told.push(event);
  }
  return eventsDigest(told);
}

function endFaults(position: Position, ward: WardRow): string[] {
  const faults: string[] = [];
  if (position.auditSeq !== ward.audit_seq || position.hash !== ward.audit_hash) {
    faults.push(`the chain ends at ${position.auditSeq}, the ward knows of ${ward.audit_seq}`);
  }
  if (position.seq !== ward.seq) {
    faults.push(`no entry tells of the events ${position.seq + 1} to ${ward.seq}`);
  }
  return faults;
}
