import { z } from 'zod';
import { staySchema } from '../state/stay.ts';
import { eventShape } from './event-shape.ts';

/** Bed, acuity, patient label or expected discharge changed. */
export const stayUpdatedSchema = z.object({
  ...eventShape,
  type: z.literal('stay.updated'),
  data: z.object({ stay: staySchema }),
});
