import type { Cursor } from '../../src-shared/contract/cursor.ts';
import { parseWardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Statement, Tx } from './database.ts';
import type { StoredEvent } from './event-text.ts';

export interface EventsPage {
  /** The end of this page. */
  readonly cursor: Cursor;
  readonly events: readonly StoredEvent[];
  /** The head is further on. */
  readonly more: boolean;
}

interface Row {
  readonly epoch: string | null;
  readonly head: number;
  readonly kept_after: number;
  readonly seq: number | null;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly command_id: string | null;
  readonly data: string;
}

const COLUMNS = 'e.seq, e.id, e.type, e.at, e.actor, e.command_id, e.data::text as data';

// `at` never falls along a ward's log, so a lower bound of it spares the partitions of older days.
const PAGE: Statement = {
  name: 'ward-events-page',
  text: `
    select (select wardline_epoch()) as epoch, w.seq as head, w.kept_after, e.*
    from ward w
    left join lateral (
      select ${COLUMNS} from ward_event e
      where e.hospital_id = $1 and e.ward_id = $2 and e.seq > $3 and e.at >= $5
      order by e.seq limit $4
    ) e on true
    where w.hospital_id = $1 and w.id = $2
    order by e.seq`,
};

const AFTER: Statement = {
  name: 'ward-events-after',
  text: `
    select ${COLUMNS} from ward_event e
    where e.hospital_id = $1 and e.ward_id = $2 and e.seq > $3 and e.at >= $4
    order by e.seq limit $5`,
};

const RECENT_MS = 6 * 60 * 60 * 1000;
const EVER = '-infinity';

/**
 * The events of a log after a seq, ascending, at most `limit`. Never a short page: where events
 * after that seq are no longer kept, or `after` is above the head, it refuses with `history_gone`;
 * where there is no such log, or this transaction may not see it, with `not_found`.
 * @param now milliseconds since 1970; only spares work
 */
export async function readEvents(
  tx: Tx,
  ward: WardKey,
  after: number,
  limit: number,
  now: number = Date.now(),
): Promise<EventsPage> {
  const recent = new Date(now - RECENT_MS).toISOString();
  return (
    (await readPage(tx, ward, after, limit, recent)) ??
    (await readPage(tx, ward, after, limit, EVER)) ??
    gone(after)
  );
}

/** null: the page does not begin right after `after`. */
async function readPage(
  tx: Tx,
  ward: WardKey,
  after: number,
  limit: number,
  since: string,
): Promise<EventsPage | null> {
  const { hospitalId, wardId } = parseWardKey(ward);
  const rows = await tx.query<Row>(PAGE, [hospitalId, wardId, after, limit, since]);
  const [first] = rows;
  if (first === undefined) throw new Refusal('not_found', `There is no ward ${ward}.`);
  const { epoch, head, kept_after: keptAfter } = first;
  if (epoch === null) throw new Refusal('unavailable', 'The epoch is being renewed. Try again.');
  if (after > head || after < keptAfter) gone(after);
  if (after === head) return { cursor: { epoch, seq: head }, events: [], more: false };
  const events = rows.flatMap(storedEvent);
  if (!isGaplessAfter(events, after)) return null;
  const end = events.at(-1)?.seq ?? after;
  return { cursor: { epoch, seq: end }, events, more: end < head };
}

function gone(after: number): never {
  throw new Refusal('history_gone', `Events after ${after} are not kept, or do not exist.`);
}

function isGaplessAfter(events: readonly StoredEvent[], after: number): boolean {
  return events.length > 0 && events.every((event, index) => event.seq === after + index + 1);
}

function storedEvent(row: Row): StoredEvent[] {
  const { seq, id, type, at, actor, command_id: commandId, data } = row;
  return seq === null ? [] : [{ seq, id, type, at, actor, commandId, data }];
}

/**
 * The events of a log after a position whose time is known, at most `limit`; null where they do
 * not follow on it without a gap. For those who hold the ward's lock or check the head themselves.
 */
export async function readEventsSince(
  tx: Tx,
  ward: WardKey,
  after: { readonly seq: number; readonly at: string },
  limit: number,
): Promise<StoredEvent[] | null> {
  const { hospitalId, wardId } = parseWardKey(ward);
  const rows = await tx.query<Row>(AFTER, [hospitalId, wardId, after.seq, after.at, limit]);
  const events = rows.flatMap(storedEvent);
  return events.length === 0 || isGaplessAfter(events, after.seq) ? events : null;
}
