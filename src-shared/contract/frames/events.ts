import { z } from 'zod';
import { wardEventSchema } from '../events/ward-event.ts';
import { wardKeySchema } from '../ids.ts';

/** Server → client: one or more events of a ward, ascending and gapless. */
export const eventsFrameSchema = z.object({
  type: z.literal('events'),
  ward: wardKeySchema,
  epoch: z.string(),
  events: z.array(wardEventSchema).min(1),
});
