import type { Command } from './command.ts';
import type { IdPort } from './ports.ts';

/**
 * A create names what it makes, so that a later command of an offline queue can speak of it and the
 * board can show it under the id that it will keep.
 */
export function withOwnId(command: Command, ids: IdPort): Command {
  switch (command.kind) {
    case 'admit-stay':
      return { ...command, body: { ...command.body, id: command.body.id ?? ids() } };
    case 'assign-nurse':
      return { ...command, body: { ...command.body, id: command.body.id ?? ids() } };
    default:
      return command;
  }
}

/** Other contents for a create go on naming what it makes as before: a later command may speak of it. */
export function withSameOwnId(command: Command, before: Command): Command {
  if (command.kind === 'admit-stay' && before.kind === 'admit-stay') {
    return { ...command, body: { ...command.body, id: before.body.id } };
  }
  if (command.kind === 'assign-nurse' && before.kind === 'assign-nurse') {
    return { ...command, body: { ...command.body, id: before.body.id } };
  }
  return command;
}
