import { z } from 'zod';
import { plannedShiftSchema } from '../state/shift.ts';
import { eventShape } from './event-shape.ts';

/** House log: a planned shift has begun, or was taken back. */
export const shiftWithdrawnSchema = z.object({
  ...eventShape,
  type: z.literal('shift.withdrawn'),
  data: z.object({ shift: plannedShiftSchema }),
});
