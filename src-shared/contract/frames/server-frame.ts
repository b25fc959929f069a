import { z } from 'zod';
import { errorFrameSchema } from './error.ts';
import { eventsFrameSchema } from './events.ts';
import { goodbyeFrameSchema } from './goodbye.ts';
import { heartbeatFrameSchema } from './heartbeat.ts';
import { notificationReadFrameSchema } from './notification-read.ts';
import { notificationFrameSchema } from './notification.ts';
import { presenceFrameSchema } from './presence.ts';
import { snapshotFrameSchema } from './snapshot.ts';
import { subscribedFrameSchema } from './subscribed.ts';
import { unsubscribedFrameSchema } from './unsubscribed.ts';
import { welcomeFrameSchema } from './welcome.ts';

/** Everything a server may say. A client ignores types it does not know. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  welcomeFrameSchema,
  subscribedFrameSchema,
  snapshotFrameSchema,
  eventsFrameSchema,
  notificationFrameSchema,
  notificationReadFrameSchema,
  presenceFrameSchema,
  unsubscribedFrameSchema,
  heartbeatFrameSchema,
  errorFrameSchema,
  goodbyeFrameSchema,
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;
export type ServerFrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;
