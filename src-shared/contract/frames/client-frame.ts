import { z } from 'zod';
import { ackFrameSchema } from './ack.ts';
import { authFrameSchema } from './auth.ts';
import { subscribeFrameSchema } from './subscribe.ts';
import { unsubscribeFrameSchema } from './unsubscribe.ts';

/** Everything a client may say. Anything else closes the socket with 4400. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  subscribeFrameSchema,
  unsubscribeFrameSchema,
  ackFrameSchema,
  authFrameSchema,
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;
