import type { CommittedEvents } from '../bus/bus.ts';
import type { Database } from '../db/database.ts';
import type { Command } from './command.ts';
import { type CommandAnswer, type CommandRequest, executeCommand } from './execute-command.ts';
import { type SystemActor, type SystemRun, systemRun } from './system-run.ts';
import { createPackShelf, type PackShelf } from './ward-rules.ts';
import { createWardStates, type WardStates } from './ward-states.ts';

/** What commands need; `publish` returns at once and throws nothing. */
export interface CommandParts {
  readonly database: Database;
  readonly publish: (batch: readonly CommittedEvents[]) => void;
  readonly states: WardStates;
  readonly shelf: PackShelf;
  /** A fresh UUID at each call. */
  readonly newId: () => string;
}

export interface CommandsSettings {
  readonly database: Database;
  /** The bus, or anything that tells others of committed events; the relay heals what it loses. */
  readonly publisher: { publish(batch: readonly CommittedEvents[]): Promise<void> };
  readonly onPublishError: (error: unknown) => void;
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
}

/** Enough for every ward of fifteen hospitals; some 20 KB each. */
const STATES_KEPT = 1_000;

export function createCommands(settings: CommandsSettings): Commands {
  const { database, publisher, onPublishError, newId } = settings;
  const parts: CommandParts = {
    database,
    publish: (batch) => {
      if (batch.length > 0) publisher.publish(batch).catch(onPublishError);
    },
    states: settings.states ?? createWardStates(STATES_KEPT),
    shelf: createPackShelf(),
    newId,
  };
  return {
    execute: (command, request) => executeCommand(parts, command, request),
    system: (actor, work) => systemRun(parts, actor, work),
  };
}
