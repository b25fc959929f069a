import { z } from 'zod';
import { nurseSchema } from '../state/nurse.ts';
import { eventShape } from './event-shape.ts';

/** The running shift got other times. */
export const shiftUpdatedSchema = z.object({
  ...eventShape,
  type: z.literal('shift.updated'),
  data: z.object({ nurse: nurseSchema }),
});
