import { z } from 'zod';
import { localIdSchema, uuidSchema } from '../ids.ts';
import { timeSchema } from '../time.ts';

/** A hand-over note. `by` is the id of the user who wrote it. */
export const noteSchema = z.object({ at: timeSchema, by: z.string(), text: z.string() });
export type Note = z.infer<typeof noteSchema>;

/** A nurse holds a patient (`stayId`), or a post on the ward as a whole (`stayId` null). */
export const assignmentSchema = z.object({
  id: uuidSchema,
  nurseId: localIdSchema,
  stayId: uuidSchema.nullable(),
  startedAt: timeSchema,
  startedBy: z.string(),
  deliveredAt: timeSchema.nullable(),
  confirmedAt: timeSchema.nullable(),
  notes: z.array(noteSchema),
});
export type Assignment = z.infer<typeof assignmentSchema>;
