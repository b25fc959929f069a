import { z } from 'zod';
import { wardConfigSchema } from '../state/ward-config.ts';
import { eventShape } from './event-shape.ts';

/** The ward was created, or its name, unit type or beds changed. */
export const wardUpdatedSchema = z.object({
  ...eventShape,
  type: z.literal('ward.updated'),
  data: z.object({ ward: wardConfigSchema }),
});
