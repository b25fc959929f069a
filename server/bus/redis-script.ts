import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';

/** A script that a server runs as one step; sent whole only where the server does not know it. */
export interface RedisScript {
  readonly text: string;
  readonly hash: string;
}

export function redisScript(text: string): RedisScript {
  return { text, hash: createHash('sha1').update(text).digest('hex') };
}

/** Runs a script on one key, on the server that holds it. */
export async function runScript(
  client: Redis | Cluster,
  { text, hash }: RedisScript,
  key: string,
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(hash, 1, key, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return client.eval(text, 1, key, ...args);
  }
}
