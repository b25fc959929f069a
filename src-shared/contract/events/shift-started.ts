import { z } from 'zod';
import { nurseSchema } from '../state/nurse.ts';
import { eventShape } from './event-shape.ts';

/** A planned shift began in this ward. */
export const shiftStartedSchema = z.object({
  ...eventShape,
  type: z.literal('shift.started'),
  data: z.object({ nurse: nurseSchema }),
});
