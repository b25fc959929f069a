import { z } from 'zod';
import { localIdSchema, wardIdSchema } from '../ids.ts';
import { timeSchema } from '../time.ts';

/** A planned shift; `wardId` null means the float pool. */
export const plannedShiftSchema = z.object({
  id: localIdSchema,
  nurseId: localIdSchema,
  wardId: wardIdSchema.nullable(),
  startsAt: timeSchema,
  endsAt: timeSchema,
});
export type PlannedShift = z.infer<typeof plannedShiftSchema>;
