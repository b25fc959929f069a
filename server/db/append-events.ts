import type { WardEvent } from '../../src-shared/contract/events/ward-event.ts';
import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import type { EventDraft } from '../../src-shared/domain/board.ts';
import type { WardAlarms } from '../../src-shared/domain/staffing/judge-wards.ts';
import { type AuditBody, auditHash, eventsDigest } from './audit-chain.ts';
import type { Statement, Tx } from './database.ts';
import type { PlacedEvent } from './event-tables.ts';
import type { StoredEvent } from './event-text.ts';
import type { LockedWard } from './lock-wards.ts';
import { projectEvents } from './project-events.ts';
import { type RowChanges, writeStatement } from './row-changes.ts';

/** Who writes, when, and for what: the same for all events of a transaction. */
export interface Authorship {
  readonly at: string;
  readonly actor: string;
  readonly commandId: string | null;
  /** For the audit: the command's name, and what the actor gave as a reason. */
  readonly command: string;
  readonly note: Readonly<Record<string, string>> | null;
}

/** What has been added to one log; `ward` is its row after that. */
export interface Addition {
  readonly ward: LockedWard;
  readonly events: readonly NumberedEvent[];
}

export interface NumberedEvent {
  /** Among all events of the command, whichever log they stand in. */
  readonly index: number;
  readonly event: WardEvent;
  readonly stored: StoredEvent;
}

/** Drafts as events: each takes the next seq of its locked log. Throws for a log that is not locked. */
export function numberEvents(
  drafts: readonly EventDraft[],
  locked: ReadonlyMap<WardKey, LockedWard>,
  author: Authorship,
  newId: () => string,
): ReadonlyMap<WardKey, Addition> {
  const additions = new Map<WardKey, { ward: LockedWard; events: NumberedEvent[] }>();
  for (const [index, draft] of drafts.entries()) {
    const before = additions.get(draft.ward)?.ward ?? locked.get(draft.ward);
    if (before === undefined) throw new Error(`${draft.ward} is not locked`);
    const { at, actor, commandId } = author;
    const head = { seq: before.seq + 1, id: newId(), at, actor, commandId };
    const event = { ...head, type: draft.type, data: draft.data } as WardEvent;
    const stored = { ...head, type: draft.type, data: JSON.stringify(draft.data) };
    const ward = { ...before, seq: head.seq, lastAt: at };
    const events = [...(additions.get(draft.ward)?.events ?? []), { index, event, stored }];
    additions.set(draft.ward, { ward, events });
  }
  return additions;
}

/** A log that gets an audit entry and no events: rows without events changed. */
export function auditedOnly(ward: LockedWard): ReadonlyMap<WardKey, Addition> {
  return new Map([[ward.key, { ward, events: [] }]]);
}

/** A kept answer, written with the changes that it tells of. */
export interface IdempotencyAnswer {
  readonly user_id: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly status: number;
  readonly answer: unknown;
}

export interface Writes {
  /** All, in order; they may be sent without waiting for each other. */
  readonly statements: readonly { statement: Statement; values: readonly unknown[] }[];
  /** The logs' rows after the writes. */
  readonly wards: readonly LockedWard[];
}

const EMPTY_BEDS: Statement = {
  name: 'stay-empty-beds',
  text: 'update stay set bed_id = null where id = any ($1::uuid[]) and ended_at is null',
};

/**
 * The statements that make additions to logs lasting: events, the rows they set, the positions,
 * the audit, the kept answer.
 * @param options.reopened see `projectEvents`
 * @param options.alarms of the wards where they are others now
 */
export function writesOf(
  additions: ReadonlyMap<WardKey, Addition>,
  author: Authorship,
  options: {
    readonly answer?: IdempotencyAnswer;
    readonly reopened?: readonly string[];
    readonly alarms?: ReadonlyMap<WardKey, WardAlarms>;
  },
): Writes {
  // In the order in which they were decided: a patient leaves one ward, then arrives in another.
  const placed = [...additions.values()]
    .flatMap(({ ward, events }) =>
      events.map(({ index, event }) => ({ index, placed: { ...refOf(ward), event } })),
    )
    .sort((one, other) => one.index - other.index)
    .map((one): PlacedEvent => one.placed);
  const { changes, wards, emptyBedsOf } = projectEvents(placed, options.reopened);
  const alarms = options.alarms ?? new Map<WardKey, WardAlarms>();
  const audited = [...additions.values()].map((addition) => audit(addition, author));
  const all: RowChanges = {
    ...changes,
    event: [...additions.values()].flatMap(eventRows),
    ward: audited.map(({ ward }) => ({
      ...wardRow(ward),
      ...wards.get(ward.key),
      ...alarmColumns(alarms.get(ward.key)),
    })),
    wardAlarms: [...alarms]
      .filter(([key]) => !additions.has(key))
      .map(([key, one]) => {
        const { hospitalId, wardId } = parseWardKey(key);
        return { hospital_id: hospitalId, id: wardId, ...alarmColumns(one) };
      }),
    audit: audited.map(({ row }) => row),
    idempotencyAnswer: options.answer === undefined ? [] : [options.answer],
  };
  const isEmpty = audited.length === 0 && alarms.size === 0 && options.answer === undefined;
  return {
    statements: [
      ...(emptyBedsOf.length === 0 ? [] : [{ statement: EMPTY_BEDS, values: [emptyBedsOf] }]),
      ...(isEmpty ? [] : [writeStatement(all)]),
    ],
    wards: audited.map(({ ward }) => ({ ...ward, alarms: alarms.get(ward.key) ?? ward.alarms })),
  };
}

/** Sends the statements one behind the other, and waits for all. */
export async function writeAll(tx: Tx, { statements }: Pick<Writes, 'statements'>): Promise<void> {
  await Promise.all(statements.map(({ statement, values }) => tx.query(statement, values)));
}

function refOf({ hospitalId, wardId }: LockedWard): { hospitalId: string; wardId: string } {
  return { hospitalId, wardId };
}

function wardRow(ward: LockedWard): object {
  return {
    hospital_id: ward.hospitalId,
    id: ward.wardId,
    seq: ward.seq,
    last_at: ward.lastAt,
    audit_seq: ward.auditSeq,
    audit_hash: ward.auditHash,
  };
}

function alarmColumns(alarms: WardAlarms | undefined): object {
  return alarms === undefined ? {} : { alarms: alarms.rules, due_at: alarms.dueAt };
}

// The column is json, which keeps its text: what is stored is byte for byte what is published.
function eventRows({ ward, events }: Addition): object[] {
  return events.map(({ event }) => ({
    hospital_id: ward.hospitalId,
    ward_id: ward.wardId,
    seq: event.seq,
    at: event.at,
    id: event.id,
    type: event.type,
    actor: event.actor,
    command_id: event.commandId,
    data: event.data,
  }));
}

/** The next entry of the ward's chain, and the ward's row after it. */
function audit({ ward, events }: Addition, author: Authorship): { ward: LockedWard; row: object } {
  const stored = events.map((event) => event.stored);
  const [first, last] = [stored[0], stored.at(-1)];
  const body: AuditBody = {
    ward: ward.key,
    seq: first === undefined || last === undefined ? null : { from: first.seq, to: last.seq },
    at: author.at,
    actor: author.actor,
    command: author.command,
    commandId: author.commandId,
    note: author.note,
    events: stored.length === 0 ? null : eventsDigest(stored),
  };
  const text = JSON.stringify(body);
  const hash = auditHash(ward.auditHash, text);
  const auditSeq = ward.auditSeq + 1;
  return {
    ward: { ...ward, auditSeq, auditHash: hash },
    row: {
      hospital_id: ward.hospitalId,
      ward_id: ward.wardId,
      audit_seq: auditSeq,
      at: author.at,
      body: text,
      hash,
    },
  };
}
