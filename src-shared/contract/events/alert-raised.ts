import { z } from 'zod';
import { alertSchema } from '../state/alert.ts';
import { eventShape } from './event-shape.ts';

/** A rule has been broken for longer than its hold time. */
export const alertRaisedSchema = z.object({
  ...eventShape,
  type: z.literal('alert.raised'),
  data: z.object({ alert: alertSchema }),
});
