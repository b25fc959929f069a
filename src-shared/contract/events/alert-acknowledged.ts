import { z } from 'zod';
import { alertSchema } from '../state/alert.ts';
import { eventShape } from './event-shape.ts';

/** Somebody took notice. */
export const alertAcknowledgedSchema = z.object({
  ...eventShape,
  type: z.literal('alert.acknowledged'),
  data: z.object({ alert: alertSchema }),
});
