import { z } from 'zod';
import { alertSchema } from '../state/alert.ts';
import { eventShape } from './event-shape.ts';

/** Set aside for a stated time and reason. */
export const alertShelvedSchema = z.object({
  ...eventShape,
  type: z.literal('alert.shelved'),
  data: z.object({ alert: alertSchema }),
});
