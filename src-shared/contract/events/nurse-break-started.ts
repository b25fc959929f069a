import { z } from 'zod';
import { nurseSchema } from '../state/nurse.ts';
import { eventShape } from './event-shape.ts';

/** A break began; `onBreakUntil` says when it should end. */
export const nurseBreakStartedSchema = z.object({
  ...eventShape,
  type: z.literal('nurse.break_started'),
  data: z.object({ nurse: nurseSchema }),
});
