import { z } from 'zod';
import { wardKeySchema } from './ids.ts';

/** A position in one ward's log. Seqs compare within one epoch only. */
export const cursorSchema = z.object({
  epoch: z.string().min(1).max(64),
  seq: z.int().min(0),
});
export type Cursor = z.infer<typeof cursorSchema>;

/** Every ward that a write touched, with its position after the write. */
export const cursorsSchema = z.record(wardKeySchema, cursorSchema);
export type Cursors = z.infer<typeof cursorsSchema>;
