import { z } from 'zod';
import { cursorSchema } from '../cursor.ts';
import { wardKeySchema } from '../ids.ts';
import { logStateSchema } from '../state/log-state.ts';

/** Server → client: the whole state of a ward at `cursor`; what the client had of it is void. */
export const snapshotFrameSchema = z.object({
  type: z.literal('snapshot'),
  ward: wardKeySchema,
  cursor: cursorSchema,
  state: logStateSchema,
});
