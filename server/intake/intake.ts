import { createHash } from 'node:crypto';
import type { Commands } from '../commands/commands.ts';
import { EpochUnknown } from '../commands/look-and-lock.ts';
import type { SystemRun } from '../commands/system-run.ts';
import type { Database, Tx } from '../db/database.ts';
import { insertMessage, setOutcome } from '../db/intake-messages.ts';
import type { IntakeOutcome, NewIntakeMessage } from '../db/intake-messages.ts';
import { isTransient, isUnavailable, sqlState } from '../db/postgres-errors.ts';
import type { Log } from '../observability/log.ts';
import { interpretAdt } from './adt/interpret-adt.ts';
import { applyMessage } from './apply-message.ts';
import { composeBatchAnswer } from './hl7/acknowledgement.ts';
import { splitBatch } from './hl7/batch.ts';
import { DEFAULT_DELIMITERS } from './hl7/delimiters.ts';
import { hospitalNamed } from './locate.ts';
import type { MllpHandler, Peer } from './mllp/mllp-connection.ts';
import type { SenderAllowList } from './mllp/sender-allow-list.ts';
import { answerTo, senderOf, understandMessage } from './understand-message.ts';
import type { Understood } from './understand-message.ts';

export interface IntakeParts {
  readonly database: Database;
  readonly commands: Commands;
  readonly log: Log;
  /** Told of each message answered, for the metrics; `repeat` and `refused` are not kept anew. */
  readonly count: (outcome: IntakeOutcome['status'] | 'repeat' | 'refused') => void;
  /** ms since 1970. */
  readonly now: () => number;
  /** null: whoever can reach the listener may send. */
  readonly allowList: SenderAllowList | null;
}

const NOT_ALLOWED = {
  condition: 207,
  segment: 'MSH',
  field: 3,
  text: 'This sender (address, MSH-3, MSH-4) is not on the allow-list',
} as const;

/**
 * Takes messages as a listener hands them over: keeps each, applies it, answers it. AA, AE and AR
 * are given only for what is committed; where the database cannot be reached the promise rejects,
 * so that the sender gets no answer and sends again.
 */
export function createIntake(parts: IntakeParts): MllpHandler {
  return {
    message: (bytes, peer) => takeFrame(parts, bytes, peer),
    oversized: (head, size, peer) => takeOversized(parts, head, size, peer),
  };
}

async function takeFrame(parts: IntakeParts, bytes: Buffer, peer: Peer): Promise<Uint8Array> {
  const { messages } = splitBatch(bytes);
  const answers: Buffer[] = [];
  for (const message of messages) answers.push(await take(parts, message, peer));
  const [only, ...more] = answers;
  if (only !== undefined && more.length === 0) return only;
  const [first] = messages;
  const read = first === undefined ? null : understandMessage(first, 0).message;
  return composeBatchAnswer(answers, read?.delimiters ?? DEFAULT_DELIMITERS);
}

async function take(parts: IntakeParts, body: Buffer, peer: Peer): Promise<Buffer> {
  const receivedAt = parts.now();
  const understood = understandMessage(body, receivedAt);
  return keepAndApply(parts, { body, understood, receivedAt, peer });
}

/** Of a message longer than the limit the header alone is kept, so that no part of it is applied. */
async function takeOversized(
  parts: IntakeParts,
  head: Buffer,
  size: number,
  peer: Peer,
): Promise<Uint8Array> {
  const receivedAt = parts.now();
  const body = headerOnly(head);
  const whole = understandMessage(head, receivedAt);
  const text = `The message of ${size} bytes is too long`;
  const understood: Understood = {
    ...whole,
    bodyHash: createHash('sha256').update(head).update(`${size}`).digest('hex'),
    code: 'AE',
    fault: { condition: 102, text },
    adt: null,
  };
  return keepAndApply(parts, { body, understood, receivedAt, peer });
}

function headerOnly(head: Buffer): Buffer {
  const end = head.findIndex((byte, i) => i > 0 && (byte === 0x0d || byte === 0x0a));
  return end === -1 ? head.subarray(0, 0) : head.subarray(0, end + 1);
}

interface Taken {
  readonly body: Buffer;
  readonly understood: Understood;
  readonly receivedAt: number;
  readonly peer: Peer;
}

async function keepAndApply(parts: IntakeParts, taken: Taken): Promise<Buffer> {
  const { understood } = taken;
  if (!isAllowed(parts, taken)) return refuse(parts, taken);
  const message = messageToKeep(taken);
  try {
    const kept = await parts.commands.system('system:intake', (run) => keep(run, message, taken));
    parts.count(kept.status);
    return kept.answer;
  } catch (error) {
    if (mayPass(error)) throw error;
    parts.log.error({ err: error, bodyHash: understood.bodyHash }, 'a message failed in intake');
    const answer = await keepFailed(parts, message, taken);
    parts.count('failed');
    return answer;
  }
}

/** Trying again may help, so the sender has to: nothing is wrong with the message. */
function mayPass(error: unknown): boolean {
  if (isUnavailable(error) || isTransient(error) || error instanceof EpochUnknown) return true;
  return TIMED_OUT.has(sqlState(error) ?? '');
}

// Cancelled by a statement's time limit; a lock that could not be had.
const TIMED_OUT = new Set(['57014', '55P03']);

function isAllowed({ allowList }: IntakeParts, { understood, peer }: Taken): boolean {
  const { sendingApplication, sendingFacility } = understood;
  return allowList?.allows(peer.address, sendingApplication, sendingFacility) ?? true;
}

/** Strangers are answered, and nothing of what they send is kept. */
function refuse(parts: IntakeParts, { understood, receivedAt, peer }: Taken): Buffer {
  const { sendingApplication, sendingFacility } = understood;
  parts.log.warn(
    { address: peer.address, sendingApplication, sendingFacility },
    'a message of a sender who is not on the allow-list was refused',
  );
  parts.count('refused');
  return answerTo({ ...understood, code: 'AR', fault: NOT_ALLOWED }, receivedAt);
}

function messageToKeep({ body, understood, receivedAt }: Taken): NewIntakeMessage {
  return {
    sender: storable(senderOf(understood)),
    controlId: storable(understood.controlId),
    trigger: understood.trigger === null ? null : storable(understood.trigger),
    bodyHash: understood.bodyHash,
    body,
    answer: answerTo(understood, receivedAt),
    receivedAt: new Date(receivedAt).toISOString(),
  };
}

/** PostgreSQL keeps no U+0000 in a text. */
function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}

interface Kept {
  readonly status: IntakeOutcome['status'] | 'repeat';
  readonly answer: Buffer;
}

async function keep(run: SystemRun, message: NewIntakeMessage, taken: Taken): Promise<Kept> {
  const inserted = await insertMessage(run.tx, message);
  if (inserted.kind === 'repeat') return { status: 'repeat', answer: inserted.answer };
  const outcome = await apply(run, inserted.id, taken, false);
  await setOutcome(run.tx, inserted.id, outcome);
  return { status: outcome.status, answer: message.answer };
}

/** Applies a kept message, and says when it took place in its hospital's time. */
export async function apply(
  run: SystemRun,
  id: number,
  { understood, receivedAt }: Pick<Taken, 'understood' | 'receivedAt'>,
  again: boolean,
): Promise<IntakeOutcome> {
  const { adt, message, fault } = understood;
  if (adt === null || message === null) {
    return failedOutcome(fault?.text ?? null, await hospitalNamed(run.tx, understood.facilities));
  }
  const { zone, ...applied } = await applyMessage(run, { id, adt, again });
  const local = interpretAdt(message, zone, receivedAt);
  const { eventAt } = local.ok ? local.adt.time : adt.time;
  return { ...applied, eventTime: new Date(eventAt).toISOString() };
}

function failedOutcome(reason: string | null, hospitalId: string | null): IntakeOutcome {
  return { status: 'failed', reason, hospitalId, visit: null, eventTime: null };
}

/**
 * What could not be applied for a reason of our own is held all the same and answered AA: its
 * sender could do nothing but send it again, while an administrator can replay it.
 */
async function keepFailed(
  { database }: IntakeParts,
  message: NewIntakeMessage,
  { receivedAt, understood }: Taken,
): Promise<Buffer> {
  return database.system(async (tx: Tx) => {
    const inserted = await insertMessage(tx, message);
    if (inserted.kind === 'repeat') return inserted.answer;
    const reason = `It could not be applied; see the log of ${new Date(receivedAt).toISOString()}`;
    const hospitalId = await hospitalNamed(tx, understood.facilities);
    await setOutcome(tx, inserted.id, failedOutcome(reason, hospitalId));
    return message.answer;
  });
}
