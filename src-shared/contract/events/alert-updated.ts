import { z } from 'zod';
import { alertSchema } from '../state/alert.ts';
import { eventShape } from './event-shape.ts';

/** The numbers of a standing alert changed. */
export const alertUpdatedSchema = z.object({
  ...eventShape,
  type: z.literal('alert.updated'),
  data: z.object({ alert: alertSchema }),
});
