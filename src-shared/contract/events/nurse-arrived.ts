import { z } from 'zod';
import { uuidSchema } from '../ids.ts';
import { nurseSchema } from '../state/nurse.ts';
import { eventShape } from './event-shape.ts';

/** A nurse came by a move; `moveId` is that of the `nurse.left` in the other ward. */
export const nurseArrivedSchema = z.object({
  ...eventShape,
  type: z.literal('nurse.arrived'),
  data: z.object({ nurse: nurseSchema, moveId: uuidSchema }),
});
