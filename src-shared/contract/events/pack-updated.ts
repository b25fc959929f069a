import { z } from 'zod';
import { packInForceSchema } from '../state/pack-in-force.ts';
import { eventShape } from './event-shape.ts';

/** House log: a rule pack came into force or changed. */
export const packUpdatedSchema = z.object({
  ...eventShape,
  type: z.literal('pack.updated'),
  data: z.object({ pack: packInForceSchema }),
});
