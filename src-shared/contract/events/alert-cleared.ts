import { z } from 'zod';
import { alertSchema } from '../state/alert.ts';
import { eventShape } from './event-shape.ts';

/** The alert is gone. */
export const alertClearedSchema = z.object({
  ...eventShape,
  type: z.literal('alert.cleared'),
  data: z.object({ alert: alertSchema }),
});
