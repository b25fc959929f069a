import { createAdapter } from '@socket.io/redis-adapter';
import { createAdapter as createStreamsAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import type { ServerOptions } from 'socket.io';

/** More than a storm misses: the default of 10,000 packets would lose the first of them. */
const STREAM_LENGTH = 1_000_000;

/** The adapter that servers and the writer speak by: pub/sub, or a stream that remembers. */
export function socketIoAdapter(redisUrl: string, streams: boolean): ServerOptions['adapter'] {
  if (!streams) return createAdapter(new Redis(redisUrl), new Redis(redisUrl));
  return createStreamsAdapter(new Redis(redisUrl), { maxLen: STREAM_LENGTH });
}
