import { z } from 'zod';
import { staySchema } from '../state/stay.ts';
import { eventShape } from './event-shape.ts';

/** A patient came to this ward from outside the hospital. */
export const stayAdmittedSchema = z.object({
  ...eventShape,
  type: z.literal('stay.admitted'),
  data: z.object({ stay: staySchema }),
});
