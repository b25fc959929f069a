import type { IntakeStatus } from '../../src-shared/contract/intake.ts';
import type { Statement, Tx } from './database.ts';

/** A message as it came in, before anything is known of what becomes of it. */
export interface NewIntakeMessage {
  /** MSH-3 and MSH-4. */
  readonly sender: string;
  readonly controlId: string;
  readonly trigger: string | null;
  /** SHA-256 of `body`, hex. */
  readonly bodyHash: string;
  readonly body: Buffer;
  /** The bytes it is answered with, now and whenever it comes again. */
  readonly answer: Buffer;
  /** ISO 8601. */
  readonly receivedAt: string;
}

/** What became of a message. */
export interface IntakeOutcome {
  readonly status: IntakeStatus;
  /** A sentence for administrators, without patients' data; null where there is nothing to say. */
  readonly reason: string | null;
  readonly hospitalId: string | null;
  readonly visit: string | null;
  /** ISO 8601. */
  readonly eventTime: string | null;
}

export interface StoredIntakeMessage {
  readonly id: number;
  readonly body: Buffer;
  readonly receivedAt: string;
  readonly status: IntakeStatus;
  readonly hospitalId: string | null;
  readonly handledBy: string | null;
  readonly handledKey: string | null;
}

/** An administrator's view of a message: neither its text nor the patient. */
export interface IntakeMessageRow {
  readonly id: number;
  readonly receivedAt: string;
  readonly sender: string;
  readonly controlId: string;
  readonly trigger: string | null;
  readonly hospitalId: string | null;
  readonly eventTime: string | null;
  readonly status: IntakeStatus;
  readonly reason: string | null;
  readonly handledBy: string | null;
  readonly handledAt: string | null;
}

const INSERT: Statement = {
  name: 'intake-insert',
  text: `
    insert into intake_message
      (sender, control_id, trigger, body_hash, body, answer, received_at, status)
    values ($1, $2, $3, $4, $5, $6, $7, 'failed')
    on conflict (sender, body_hash) do nothing
    returning id`,
};

const REPEAT: Statement = {
  name: 'intake-repeat',
  text: 'select answer from intake_message where sender = $1 and body_hash = $2',
};

export type Inserted =
  | { readonly kind: 'new'; readonly id: number }
  | { readonly kind: 'repeat'; readonly answer: Buffer };

/**
 * Keeps a message, or finds that the same bytes of the same sender are kept already. Until
 * `setOutcome` its status is `failed`. Waits for another transaction that keeps the same message.
 */
export async function insertMessage(tx: Tx, message: NewIntakeMessage): Promise<Inserted> {
  const { sender, controlId, trigger, bodyHash, body, answer, receivedAt } = message;
  const values = [sender, controlId, trigger, bodyHash, body, answer, receivedAt];
  const [row] = await tx.query<{ id: number }>(INSERT, values);
  if (row !== undefined) return { kind: 'new', id: row.id };
  const [known] = await tx.query<{ answer: Buffer }>(REPEAT, [sender, bodyHash]);
  if (known === undefined) throw new Error('a repeated message has vanished');
  return { kind: 'repeat', answer: known.answer };
}

const OUTCOME: Statement = {
  name: 'intake-outcome',
  text: `
    update intake_message set status = $2, reason = $3, hospital_id = $4, visit = $5, event_time = $6
    where id = $1`,
};

export async function setOutcome(tx: Tx, id: number, outcome: IntakeOutcome): Promise<void> {
  const { status, reason, hospitalId, visit, eventTime } = outcome;
  await tx.query(OUTCOME, [id, status, reason, hospitalId, visit, eventTime]);
}

const LOCK: Statement = {
  name: 'intake-lock',
  text: `
    select id, body, received_at as "receivedAt", status, hospital_id as "hospitalId",
      handled_by as "handledBy", handled_key as "handledKey"
    from intake_message where id = $1 for update`,
};

/** A message, held until the transaction ends. */
export async function lockMessage(tx: Tx, id: number): Promise<StoredIntakeMessage | undefined> {
  return (await tx.query<StoredIntakeMessage>(LOCK, [id]))[0];
}

const HANDLED: Statement = {
  name: 'intake-handled',
  text: `
    update intake_message set handled_by = $2, handled_key = $3::uuid, handled_at = $4
    where id = $1`,
};

/** Who replayed or dismissed a message, under which Idempotency-Key, and when. */
export interface Handling {
  readonly by: string;
  readonly key: string;
  readonly at: string;
}

export async function setHandled(tx: Tx, id: number, { by, key, at }: Handling): Promise<void> {
  await tx.query(HANDLED, [id, by, key, at]);
}

const DISMISS: Statement = {
  name: 'intake-dismiss',
  text: `update intake_message set status = 'dismissed' where id = $1`,
};

export async function dismissMessage(tx: Tx, id: number): Promise<void> {
  await tx.query(DISMISS, [id]);
}

const CONFLICTS_END: Statement = {
  name: 'intake-conflicts-end',
  text: `
    update intake_message m set status = 'applied', reason = $2
    from intake_instruction i
    where i.message_id = m.id and i.visit = any ($1::text[]) and m.status = 'conflict'`,
};

/** The conflicts of these visits have ended by themselves. */
export async function endConflicts(tx: Tx, visits: readonly string[], why: string): Promise<void> {
  await tx.query(CONFLICTS_END, [visits, why]);
}

const PARKING_ENDS: Statement = {
  name: 'intake-parking-ends',
  text: `
    update intake_message m set status = 'applied', reason = null
    from intake_instruction i
    where i.message_id = m.id and i.visit = any ($1::text[]) and m.id <> $2
      and m.status = 'unmapped' and m.trigger = any ($3::text[])`,
};

/**
 * These visits are on a board now: their other messages with these triggers, which need no
 * location, count from now on.
 */
export async function endParking(
  tx: Tx,
  visits: readonly string[],
  except: number,
  triggers: readonly string[],
): Promise<void> {
  await tx.query(PARKING_ENDS, [visits, except, triggers]);
}

const COLUMNS = `
  m.id, m.received_at as "receivedAt", m.sender, m.control_id as "controlId", m.trigger,
  m.hospital_id as "hospitalId", m.event_time as "eventTime", m.status, m.reason,
  m.handled_by as "handledBy", m.handled_at as "handledAt"`;

/** SQL: whether these are all the hospitals there are. */
const OF_ALL = (hospitals: string): string =>
  `not exists (select from hospital h where h.id <> all (${hospitals}::text[]))`;

const LIST: Statement = {
  name: 'intake-list',
  text: `
    select ${COLUMNS} from intake_message m
    where ($1::text is null or m.status = $1)
      and ($2::bigint is null or m.id < $2)
      and (m.hospital_id = any ($3::text[]) or (m.hospital_id is null and ${OF_ALL('$3')}))
    order by m.id desc limit $4`,
};

export interface MessageFilter {
  /** null: any. */
  readonly status: IntakeStatus | null;
  /** Only messages with a smaller id; null: from the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** Messages of these hospitals, of all also those that name none, the newest first. */
export function listMessages(
  tx: Tx,
  hospitals: readonly string[],
  filter: MessageFilter,
): Promise<IntakeMessageRow[]> {
  return tx.query(LIST, [filter.status, filter.before, hospitals, filter.limit]);
}

const ONE: Statement = {
  name: 'intake-one',
  text: `select ${COLUMNS} from intake_message m where m.id = $1`,
};

const SEES_NAMELESS: Statement = {
  name: 'intake-sees-nameless',
  text: `select ${OF_ALL('$1')} as yes`,
};

/** Whether an administrator of these hospitals sees messages that name no hospital: of all alone. */
export async function seesNameless(tx: Tx, hospitals: readonly string[]): Promise<boolean> {
  const [row] = await tx.query<{ yes: boolean }>(SEES_NAMELESS, [hospitals]);
  return row?.yes === true;
}

export async function readMessage(tx: Tx, id: number): Promise<IntakeMessageRow | undefined> {
  return (await tx.query<IntakeMessageRow>(ONE, [id]))[0];
}
