import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Bus } from './bus.ts';
import { createMemoryBus } from './memory-bus.ts';
import { createMemoryPresence } from './memory-presence.ts';
import type { Presence } from './presence.ts';
import { parseRedisAddress } from './redis-address.ts';
import { createRedisBus } from './redis-bus.ts';
import { createRedisPresence } from './redis-presence.ts';

export interface BusSettings {
  /** null: in-process, for one gateway. */
  readonly redisUrl: string | null;
  readonly replayWindowMs: number;
  readonly log: Logger;
  /** Counted in the metrics. */
  readonly onError: (operation: string) => void;
}

export interface OpenedBus {
  readonly bus: Bus;
  readonly presence: Presence;
  /** For what else gateways share in Redis; null: there is none. It closes with the bus. */
  readonly redis: Redis | Cluster | null;
}

const LOG_AGAIN_MS = 10_000;

/**
 * The bus that `REDIS_URL` asks for. It connects by itself, for ever: `bus.ping()` says whether it
 * has. The caller closes the bus; presence goes with it.
 */
export function openBus({ redisUrl, replayWindowMs, log, onError }: BusSettings): OpenedBus {
  if (redisUrl === null) {
    const presence = createMemoryPresence();
    return { bus: createMemoryBus({ replayWindowMs }), presence, redis: null };
  }
  let loggedAt = -Infinity;
  const bus = createRedisBus({
    address: parseRedisAddress(redisUrl),
    replayWindowMs,
    onError: (operation, error) => {
      onError(operation);
      // While Redis is down every publish fails: one line each 10 s says so.
      if (performance.now() - loggedAt < LOG_AGAIN_MS) return;
      loggedAt = performance.now();
      log.warn({ operation, reason: error.message }, 'the bus does not answer');
    },
  });
  return { bus, presence: createRedisPresence(bus.client), redis: bus.client };
}
