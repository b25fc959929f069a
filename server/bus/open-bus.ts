import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Bus } from './bus.ts';
import { createMemoryBus } from './memory-bus.ts';
import { createMemoryPresence } from './memory-presence.ts';
import type { Presence } from './presence.ts';
import { parseRedisAddress } from './redis-address.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisPresence } from './redis-presence.ts';
import { memoryUserChannels, redisUserChannels, type UserChannels } from './user-channels.ts';

export interface BusSettings {
  /** null: in-process, for one gateway. */
  readonly redisUrl: string | null;
  readonly replayWindowMs: number;
  readonly log: Logger;
  /** Counted in the metrics. */
  readonly onError: (operation: string, error: Error) => void;
}

export interface OpenedBus {
  readonly bus: Bus;
  readonly presence: Presence;
  readonly users: UserChannels;
  /** For what else gateways share in Redis; null: there is none. It closes with the bus. */
  readonly redis: Redis | Cluster | null;
}

const LOG_AGAIN_MS = 10_000;

/**
 * The bus that `REDIS_URL` asks for. It connects by itself, for ever: `bus.ping()` says whether it
 * has. The caller closes the bus; presence and users go with it.
 */
export function openBus({ redisUrl, replayWindowMs, log, onError }: BusSettings): OpenedBus {
  if (redisUrl === null) {
    const bus = createMemoryBus({ replayWindowMs });
    const presence = createMemoryPresence();
    return { bus, presence, users: memoryUserChannels(), redis: null };
  }
  let loggedAt = -Infinity;
  const address = parseRedisAddress(redisUrl);
  const failed = (operation: string, error: Error): void => {
    onError(operation, error);
    // While Redis is down every publish fails: one line each 10 s says so.
    if (performance.now() - loggedAt < LOG_AGAIN_MS) return;
    loggedAt = performance.now();
    log.warn({ operation, reason: error.message }, 'the bus does not answer');
  };
  const bus = createRedisBus({ address, replayWindowMs, onError: failed });
  const users = redisUserChannels(bus.client, address, (error) => {
    failed('notify', error);
  });
  const close = async (): Promise<void> => {
    users.close();
    await bus.close();
  };
  const presence = createRedisPresence(bus.client);
  return { bus: { ...bus, close }, presence, users, redis: bus.client };
}
