import { z } from 'zod';
import { staffingSchema } from '../state/staffing.ts';
import { eventShape } from './event-shape.ts';

/** The verdict of the staffing rules changed. */
export const staffingUpdatedSchema = z.object({
  ...eventShape,
  type: z.literal('staffing.updated'),
  data: z.object({ staffing: staffingSchema }),
});
