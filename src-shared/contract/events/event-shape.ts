import { z } from 'zod';
import { uuidSchema } from '../ids.ts';
import { timeSchema } from '../time.ts';

/** What every event has besides `type` and `data`. */
export const eventShape = {
  /** Position in the ward's log: the event before has `seq - 1`. */
  seq: z.int().min(1),
  id: uuidSchema,
  /** The database's clock after the ward was locked; never earlier than the event before. */
  at: timeSchema,
  /** The user's id, or `system:clock`, `system:intake`, `system:setup`. */
  actor: z.string().min(1),
  /** The command's Idempotency-Key; null where no command of a user caused it. */
  commandId: uuidSchema.nullable(),
};
