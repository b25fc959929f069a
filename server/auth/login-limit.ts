import { RateLimiterMemory } from 'rate-limiter-flexible';

const FAILURES = 10;
const WINDOW_SECONDS = 5 * 60;

/** Counts failed sign-ins by user name and address, in this process. Successful ones cost nothing. */
export interface LoginLimit {
  /** Seconds until the next try is allowed; 0: now. */
  waitSeconds(username: string, address: string): Promise<number>;
  failed(username: string, address: string): Promise<void>;
  succeeded(username: string, address: string): Promise<void>;
}

/** After 10 failures within five minutes a user is refused from that address until they are over. */
export function createLoginLimit(): LoginLimit {
  const limiter = new RateLimiterMemory({ points: FAILURES, duration: WINDOW_SECONDS });
  const key = (username: string, address: string): string => `${address} ${username}`;
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
