import { z } from 'zod';
import { uuidSchema } from '../ids.ts';

/** Client → server: these notifications have reached this device. */
export const ackFrameSchema = z.object({
  type: z.literal('ack'),
  notificationIds: z.array(uuidSchema).min(1).max(200),
});
