import type { Cluster, Redis } from 'ioredis';
import { z } from 'zod';
import { usersOf, type Presence, type PresentSocket } from './presence.ts';
import { redisScript, runScript } from './redis-script.ts';

/** What is not renewed for so long is gone, in milliseconds: three times the gateways' interval. */
export const PRESENCE_MS = 45_000;

// Scored by when an entry ends, by the clock of Redis, which all gateways share.
const RENEW = redisScript(`
local time = redis.call('TIME')
local ends = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for i = 2, #ARGV do redis.call('ZADD', KEYS[1], ends, ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return redis.status_reply('OK')
`);
const REMOVE = redisScript(`
for i = 1, #ARGV do redis.call('ZREM', KEYS[1], ARGV[i]) end
return redis.status_reply('OK')
`);
const LIST = redisScript(`
local time = redis.call('TIME')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', time[1] * 1000 + math.floor(time[2] / 1000))
return redis.call('ZRANGE', KEYS[1], 0, -1)
`);

/** Generation, id and name of the user: the generation makes each connection's entry its own. */
const entrySchema = z.tuple([z.string(), z.string(), z.string()]);

/** Presence over all gateways of one Redis, under `presence:{hospital}`. */
export function createRedisPresence(client: Redis | Cluster): Presence {
  const each = async (
    sockets: readonly PresentSocket[],
    run: (key: string, entries: string[]) => Promise<unknown>,
  ): Promise<void> => {
    const byHospital = Map.groupBy(sockets, (socket) => socket.hospitalId);
    await Promise.all(
      [...byHospital].map(([hospitalId, of]) => run(presenceKey(hospitalId), of.map(entryOf))),
    );
  };
  return {
    renew: (sockets) =>
      each(sockets, (key, entries) => runScript(client, RENEW, key, [PRESENCE_MS, ...entries])),
    remove: (sockets) => each(sockets, (key, entries) => runScript(client, REMOVE, key, entries)),
    list: async (hospitalId) => {
      const found = await runScript(client, LIST, presenceKey(hospitalId), []);
      const entries = z.array(z.string()).parse(found).flatMap(parseEntry);
      return usersOf(entries);
    },
  };
}

function presenceKey(hospitalId: string): string {
  return `presence:{${hospitalId}}`;
}

function entryOf({ generation, user }: PresentSocket): string {
  return JSON.stringify([generation, user.id, user.name]);
}

function parseEntry(text: string): { id: string; name: string }[] {
  try {
    const [, id, name] = entrySchema.parse(JSON.parse(text));
    return [{ id, name }];
  } catch {
    // Another version's form; it ends by itself.
    return [];
  }
}
