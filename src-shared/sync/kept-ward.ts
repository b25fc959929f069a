import { z } from 'zod';
import { cursorSchema } from '../contract/cursor.ts';
import { wardKeySchema } from '../contract/ids.ts';
import { sessionUserSchema } from '../contract/session.ts';
import { logStateSchema } from '../contract/state/log-state.ts';
import { keptCommandSchema } from './kept-command.ts';
import { readKeptNotifications } from './kept-notifications.ts';
import type { KeptContents } from './ports.ts';

/** A ward as a cache gives it back, or another tab hands it over: checked before it is believed. */
export const keptWardSchema = z
  .object({
    ward: wardKeySchema,
    cursor: cursorSchema,
    state: logStateSchema,
    asOf: z.number(),
  })
  .refine(({ ward, state }) => ward === `${state.hospitalId}/${state.wardId}`, {
    message: 'the state is of another ward',
  });

/**
 * What can be believed of what a cache holds. A ward or command that does not parse (written by
 * another version, or damaged) is left out; without an owner nothing counts.
 */
export function readKept(raw: {
  readonly owner: unknown;
  readonly wards: readonly unknown[];
  readonly queue: unknown;
  readonly notifications?: unknown;
}): KeptContents {
  const owner = sessionUserSchema.safeParse(raw.owner);
  if (!owner.success) return { owner: null, wards: [], queue: [] };
  const wards = raw.wards.flatMap((each) => keptWardSchema.safeParse(each).data ?? []);
  const rows: readonly unknown[] = Array.isArray(raw.queue) ? raw.queue : [];
  const queue = rows.flatMap((each) => keptCommandSchema.safeParse(each).data ?? []);
  const notifications = readKeptNotifications(raw.notifications);
  return { owner: owner.data, wards, queue, ...(notifications === null ? {} : { notifications }) };
}
