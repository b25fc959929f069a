import { z } from 'zod';
import { nurseSchema } from '../state/nurse.ts';
import { eventShape } from './event-shape.ts';

/** Name, licence or competencies changed. */
export const nurseUpdatedSchema = z.object({
  ...eventShape,
  type: z.literal('nurse.updated'),
  data: z.object({ nurse: nurseSchema }),
});
