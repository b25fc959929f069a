import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

const FAILURES = 10;
const WINDOW_SECONDS = 5 * 60;

/** Counts failed sign-ins by user name and address. Successful ones cost nothing. */
export interface LoginLimit {
  /** Seconds until the next try is allowed; 0: now. */
  waitSeconds(username: string, address: string): Promise<number>;
  failed(username: string, address: string): Promise<void>;
  succeeded(username: string, address: string): Promise<void>;
}

/**
 * After 10 failures within five minutes a user is refused from that address until they are over.
 * @param redis where all gateways count together, under `login:…`; while it does not answer, and
 *   where it is null, each counts by itself
 */
export function createLoginLimit(redis: Redis | Cluster | null): LoginLimit {
  const counting = { keyPrefix: 'login', points: FAILURES, duration: WINDOW_SECONDS };
  const alone = new RateLimiterMemory(counting);
  const limiter =
    redis === null
      ? alone
      : new RateLimiterRedis({
          ...counting,
          storeClient: redis,
          rejectIfRedisNotReady: true,
          insuranceLimiter: alone,
        });
  // People type passwords where their name belongs: what they typed is not kept.
  const key = (username: string, address: string): string =>
    createHash('sha256').update(`${address} ${username}`).digest('base64url');
  return {
    waitSeconds: async (username, address) => {
      const standing = await limiter.get(key(username, address));
      if (standing === null || standing.consumedPoints < FAILURES) return 0;
      return Math.max(1, Math.ceil(standing.msBeforeNext / 1000));
    },
    failed: async (username, address) => {
      await limiter.penalty(key(username, address));
    },
    succeeded: async (username, address) => {
      await limiter.delete(key(username, address));
    },
  };
}
