import type { CommandKind } from './command.ts';

const minute = 60_000;

/**
 * How long after the tap an answer to a message may still reach the server, in milliseconds: who
 * asked has turned to somebody else by then. Later it comes back to be given anew.
 */
export const ANSWER_SHELF_LIFE_MS = 2 * minute;

/**
 * How long after it was made a command may still be carried out, in milliseconds. Later it comes
 * back as a question: sending a nurse somewhere is about this quarter of an hour, a hand-over note
 * is as true in the evening.
 */
export const SHELF_LIFE_MS: Readonly<Record<CommandKind, number>> = {
  'admit-stay': 240 * minute,
  'transfer-stay': 30 * minute,
  'discharge-stay': 240 * minute,
  'set-acuity': 60 * minute,
  'set-bed': 30 * minute,
  'swap-beds': 30 * minute,
  'assign-nurse': 15 * minute,
  'confirm-assignment': 720 * minute,
  'end-assignment': 60 * minute,
  'add-note': 720 * minute,
  'move-nurse': 15 * minute,
  'start-break': 10 * minute,
  'end-break': 60 * minute,
  'end-shift': 240 * minute,
  'acknowledge-alert': 60 * minute,
  'shelve-alert': 15 * minute,
  'unshelve-alert': 60 * minute,
};
