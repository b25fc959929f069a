import { z } from 'zod';
import { wardKeySchema } from '../ids.ts';
import { eventShape } from './event-shape.ts';

/** An event as the bus carries it: with its ward and epoch. `type` and `data` are checked by `wardEventSchema`. */
export const busEventSchema = z.object({
  ward: wardKeySchema,
  epoch: z.string(),
  ...eventShape,
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type BusEvent = z.infer<typeof busEventSchema>;
