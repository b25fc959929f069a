import { z } from 'zod';
import { uuidSchema } from '../ids.ts';
import { nurseSchema } from '../state/nurse.ts';
import { eventShape } from './event-shape.ts';

/** A nurse has neither a running shift nor an open assignment here any more; `moveId` if by a move. */
export const nurseLeftSchema = z.object({
  ...eventShape,
  type: z.literal('nurse.left'),
  data: z.object({ nurse: nurseSchema, moveId: uuidSchema.optional() }),
});
