import { z } from 'zod';
import { nurseSchema } from '../state/nurse.ts';
import { eventShape } from './event-shape.ts';

/** The nurse is back from a break. */
export const nurseBreakEndedSchema = z.object({
  ...eventShape,
  type: z.literal('nurse.break_ended'),
  data: z.object({ nurse: nurseSchema }),
});
