import { z } from 'zod';
import { uuidSchema } from '../ids.ts';
import { staySchema } from '../state/stay.ts';
import { eventShape } from './event-shape.ts';

/** A patient came by transfer; `moveId` is that of the `stay.left` in the other ward. */
export const stayArrivedSchema = z.object({
  ...eventShape,
  type: z.literal('stay.arrived'),
  data: z.object({ stay: staySchema, moveId: uuidSchema }),
});
