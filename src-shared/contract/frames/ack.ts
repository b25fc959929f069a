import { z } from 'zod';
import { uuidSchema } from '../ids.ts';

/** Client → server: these notifications have reached this device: as many as a frame holds. */
export const ackFrameSchema = z.object({
  type: z.literal('ack'),
  notificationIds: z.array(uuidSchema),
});
