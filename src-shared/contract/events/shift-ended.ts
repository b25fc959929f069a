import { z } from 'zod';
import { nurseSchema } from '../state/nurse.ts';
import { eventShape } from './event-shape.ts';

/** The shift is over; open assignments stay until someone takes them. */
export const shiftEndedSchema = z.object({
  ...eventShape,
  type: z.literal('shift.ended'),
  data: z.object({ nurse: nurseSchema }),
});
