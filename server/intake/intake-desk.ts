import type {
  IntakeMessage,
  IntakeMessagesAnswer,
  IntakeMessagesQuery,
} from '../../src-shared/contract/intake.ts';
import { Refusal } from '../../src-shared/domain/refusal.ts';
import type { Commands } from '../commands/commands.ts';
import type { Database, Tx } from '../db/database.ts';
import {
  dismissMessage,
  listMessages,
  lockMessage,
  readMessage,
  seesNameless,
  setHandled,
  setOutcome,
} from '../db/intake-messages.ts';
import type { IntakeMessageRow, StoredIntakeMessage } from '../db/intake-messages.ts';
import { apply } from './intake.ts';
import { understandMessage } from './understand-message.ts';

/** Who asks, and for which hospitals she is an administrator. */
export interface DeskUser {
  readonly userId: string;
  readonly hospitals: readonly string[];
}

export interface DeskCommand {
  readonly user: DeskUser;
  readonly id: number;
  /** Idempotency-Key. */
  readonly key: string;
}

/**
 * What administrators do with messages. They see those of their hospitals, and who administers all
 * hospitals those of which nobody can tell whom they concern; no others (`not_found`).
 */
export interface IntakeDesk {
  list(user: DeskUser, query: IntakeMessagesQuery): Promise<IntakeMessagesAnswer>;
  /** Refuses with `not_found` a message that is not hers to see. */
  requireSeen(user: DeskUser, id: number): Promise<void>;
  /** Applies a message as if it came in now. Refusals: `not_found`, `message_closed`. */
  replay(command: DeskCommand): Promise<IntakeMessage>;
  /** Puts a message out of the way for good. Refusals: `not_found`, `message_closed`. */
  dismiss(command: DeskCommand): Promise<IntakeMessage>;
}

export interface DeskParts {
  readonly database: Database;
  readonly commands: Commands;
  /** ms since 1970. */
  readonly now: () => number;
}

export function createIntakeDesk(parts: DeskParts): IntakeDesk {
  return {
    list: (user, query) => list(parts, user, query),
    requireSeen: (user, id) =>
      parts.database.system(async (tx) => {
        await requireSeen(tx, user, id, await readMessage(tx, id));
      }),
    replay: (command) => replay(parts, command),
    dismiss: (command) => dismiss(parts, command),
  };
}

async function list(
  { database }: DeskParts,
  user: DeskUser,
  { status, before, limit }: IntakeMessagesQuery,
): Promise<IntakeMessagesAnswer> {
  const filter = { status: status ?? null, before: before ?? null, limit: limit + 1 };
  const rows = await database.system((tx) => listMessages(tx, user.hospitals, filter), {
    readOnly: true,
  });
  return { messages: rows.slice(0, limit).map(intakeMessage), more: rows.length > limit };
}

function replay({ commands, now }: DeskParts, command: DeskCommand): Promise<IntakeMessage> {
  return commands.system('system:intake', async (run) => {
    const { tx } = run;
    const stored = await openMessage(tx, command);
    if (stored === null) return reread(tx, command.id);
    const receivedAt = Date.parse(stored.receivedAt);
    const understood = understandMessage(stored.body, receivedAt);
    const outcome = await apply(run, stored.id, { understood, receivedAt }, true);
    await setOutcome(tx, stored.id, outcome);
    return handled(tx, command, now());
  });
}

function dismiss({ database, now }: DeskParts, command: DeskCommand): Promise<IntakeMessage> {
  return database.system(async (tx) => {
    const stored = await openMessage(tx, command);
    if (stored === null) return reread(tx, command.id);
    await dismissMessage(tx, stored.id);
    return handled(tx, command, now());
  });
}

const OPEN = ['unmapped', 'conflict', 'failed'];

/** The message, held; null: the same call has been served already. */
async function openMessage(tx: Tx, command: DeskCommand): Promise<StoredIntakeMessage | null> {
  const { user, id, key } = command;
  const stored = await requireSeen(tx, user, id, await lockMessage(tx, id));
  if (stored.handledBy === user.userId && stored.handledKey === key) return null;
  if (!OPEN.includes(stored.status)) {
    throw new Refusal('message_closed', `Message ${id} is ${stored.status}.`);
  }
  return stored;
}

async function requireSeen<Message extends Pick<StoredIntakeMessage, 'hospitalId'>>(
  tx: Tx,
  { hospitals }: DeskUser,
  id: number,
  message: Message | undefined,
): Promise<Message> {
  if (message !== undefined) {
    const { hospitalId } = message;
    const isHers =
      hospitalId === null ? await seesNameless(tx, hospitals) : hospitals.includes(hospitalId);
    if (isHers) return message;
  }
  throw new Refusal('not_found', `There is no message ${id}.`);
}

async function handled(
  tx: Tx,
  { user, id, key }: DeskCommand,
  now: number,
): Promise<IntakeMessage> {
  await setHandled(tx, id, { by: user.userId, key, at: new Date(now).toISOString() });
  return reread(tx, id);
}

async function reread(tx: Tx, id: number): Promise<IntakeMessage> {
  const row = await readMessage(tx, id);
  if (row === undefined) throw new Error(`message ${id} has vanished`);
  return intakeMessage(row);
}

function intakeMessage(row: IntakeMessageRow): IntakeMessage {
  const { sender, eventTime, ...rest } = row;
  const split = sender.indexOf('|');
  return {
    ...rest,
    sender: { application: sender.slice(0, split), facility: sender.slice(split + 1) },
    eventAt: eventTime,
  };
}
