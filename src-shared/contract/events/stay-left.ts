import { z } from 'zod';
import { uuidSchema } from '../ids.ts';
import { staySchema } from '../state/stay.ts';
import { eventShape } from './event-shape.ts';

/** A patient went by transfer; the stay is gone from this ward. */
export const stayLeftSchema = z.object({
  ...eventShape,
  type: z.literal('stay.left'),
  data: z.object({ stay: staySchema, moveId: uuidSchema }),
});
