import { z } from 'zod';
import { packInForceSchema } from '../state/pack-in-force.ts';
import { eventShape } from './event-shape.ts';

/** House log: a rule pack is in force nowhere in the hospital any more. */
export const packWithdrawnSchema = z.object({
  ...eventShape,
  type: z.literal('pack.withdrawn'),
  data: z.object({ pack: packInForceSchema }),
});
