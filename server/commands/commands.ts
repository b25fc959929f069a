import type { CommittedEvents } from '../bus/bus.ts';
import type { UserChannels } from '../bus/user-channels.ts';
import { notificationMessages, readMessage } from '../bus/user-message.ts';
import type { Database } from '../db/database.ts';
import type { NotificationRow } from '../db/notifications.ts';
import type { Command } from './command.ts';
import { type CommandAnswer, type CommandRequest, executeCommand } from './execute-command.ts';
import { createKnownReaches, type KnownReaches } from './known-reaches.ts';
import { keyedWrite, type KeyedRow, type KeyedWrite } from './keyed-write.ts';
import { type SystemActor, type SystemRun, systemRun } from './system-run.ts';
import { createPackShelf, type PackShelf } from './ward-rules.ts';
import { createWardStates, type WardStates } from './ward-states.ts';

/** What commands need; `publish` returns at once and throws nothing. */
export interface CommandParts {
  readonly database: Database;
  readonly publish: (batch: readonly CommittedEvents[]) => void;
  /** Tells of notifications that have been committed; returns at once and throws nothing. */
  readonly notify: (notifications: readonly NotificationRow[]) => void;
  /** Tells a user's devices what has been read; likewise. */
  readonly tellRead: (userId: string, ids: readonly string[], deviceId: string | null) => void;
  readonly states: WardStates;
  readonly shelf: PackShelf;
  readonly reaches: KnownReaches;
  /** A fresh UUID at each call. */
  readonly newId: () => string;
}

export interface CommandsSettings {
  readonly database: Database;
  /** The bus, or anything that tells others of committed events; the relay heals what it loses. */
  readonly publisher: { publish(batch: readonly CommittedEvents[]): Promise<void> };
  readonly onPublishError: (error: unknown) => void;
  /** Where users are told of their notifications; default: those are found in PostgreSQL alone. */
  readonly users?: Pick<UserChannels, 'tell'>;
  readonly newId: () => string;
  /** For tests that look into it; default: one of its own. */
  readonly states?: WardStates;
}

/** Everything that changes a ward goes through here, in this process. */
export interface Commands {
  /** A user's command; see `executeCommand`. */
  execute<Facts>(command: Command<Facts>, request: CommandRequest): Promise<CommandAnswer>;
  /** The system's own commands, several in one transaction; see `systemRun`. */
  system<T>(actor: SystemActor, work: (run: SystemRun) => Promise<T>): Promise<T>;
  /** A user's write that touches no ward; see `keyedWrite`. */
  write<Row extends KeyedRow>(
    write: KeyedWrite<Row>,
    request: CommandRequest,
  ): Promise<CommandAnswer>;
}

/** Enough for every ward of fifteen hospitals; some 20 KB each. */
const STATES_KEPT = 1_000;
/** Enough for what a day's patients and nurses are asked about; some 300 bytes each. */
const REACHES_KEPT = 20_000;

export function createCommands(settings: CommandsSettings): Commands {
  const { database, publisher, onPublishError, newId } = settings;
  const parts: CommandParts = {
    database,
    publish: (batch) => {
      if (batch.length > 0) publisher.publish(batch).catch(onPublishError);
    },
    notify: (notifications) => {
      settings.users?.tell(notificationMessages(notifications));
    },
    tellRead: (userId, ids, deviceId) => {
      settings.users?.tell([readMessage(userId, ids, deviceId)]);
    },
    states: settings.states ?? createWardStates(STATES_KEPT),
    shelf: createPackShelf(),
    reaches: createKnownReaches(REACHES_KEPT),
    newId,
  };
  return {
    execute: (command, request) => executeCommand(parts, command, request),
    system: (actor, work) => systemRun(parts, actor, work),
    write: (write, request) => keyedWrite(parts, write, request),
  };
}
