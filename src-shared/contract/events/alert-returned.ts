import { z } from 'zod';
import { alertSchema } from '../state/alert.ts';
import { eventShape } from './event-shape.ts';

/** The shortfall is over, but nobody has acknowledged the alert yet; or its shelf time ran out. */
export const alertReturnedSchema = z.object({
  ...eventShape,
  type: z.literal('alert.returned'),
  data: z.object({ alert: alertSchema }),
});
