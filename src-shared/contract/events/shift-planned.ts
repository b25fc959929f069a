import { z } from 'zod';
import { plannedShiftSchema } from '../state/shift.ts';
import { eventShape } from './event-shape.ts';

/** House log: a shift of the next 48 h was planned or changed. */
export const shiftPlannedSchema = z.object({
  ...eventShape,
  type: z.literal('shift.planned'),
  data: z.object({ shift: plannedShiftSchema }),
});
