import { z } from 'zod';
import { staySchema } from '../state/stay.ts';
import { eventShape } from './event-shape.ts';

/** A patient left the hospital. */
export const stayDischargedSchema = z.object({
  ...eventShape,
  type: z.literal('stay.discharged'),
  data: z.object({ stay: staySchema }),
});
