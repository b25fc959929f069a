import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryPresence } from '../../../server/bus/memory-presence.ts';
import type { Presence, PresentSocket } from '../../../server/bus/presence.ts';
import { createRedisPresence } from '../../../server/bus/redis-presence.ts';
import { startRedis } from '../../support/redis.ts';

const alice = { id: 'alice', name: 'Alice' };
const bob = { id: 'bob', name: 'Bob' };

function socket(generation: string, user = alice, hospitalId = 'H1'): PresentSocket {
  return { generation, hospitalId, user };
}

function presenceContract(
  name: string,
  open: () => Promise<{ presence: Presence; close: () => Promise<void> }>,
): void {
  describe(`presence, ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test('each user once, sorted, by hospital', async () => {
      const { presence } = opened;
      await presence.renew([socket('1', bob), socket('2'), socket('3'), socket('4', bob, 'H2')]);
      expect(await presence.list('H1')).toEqual([alice, bob]);
      expect(await presence.list('H2')).toEqual([bob]);
      expect(await presence.list('H3')).toEqual([]);
    });

    test('a late sign-off of an old connection leaves its successor', async () => {
      const { presence } = opened;
      await presence.renew([socket('old', alice, 'H4')]);
      await presence.renew([socket('new', alice, 'H4')]);
      await presence.remove([socket('old', alice, 'H4')]);
      expect(await presence.list('H4')).toEqual([alice]);
      await presence.remove([socket('new', alice, 'H4')]);
      expect(await presence.list('H4')).toEqual([]);
    });
  });
}

presenceContract('in-process', async () => ({
  presence: createMemoryPresence(),
  close: async () => undefined,
}));

presenceContract('over Redis', async () => {
  const redis = await startRedis();
  const client = new Redis(redis.port, '127.0.0.1');
  return {
    presence: createRedisPresence(client),
    close: async () => {
      client.disconnect();
      await redis.stop();
    },
  };
});

test('over Redis: what a dead gateway does not renew ends by itself', async () => {
  await using redis = await startRedis();
  const client = new Redis(redis.port, '127.0.0.1');
  const presence = createRedisPresence(client);
  await presence.renew([socket('1'), socket('2', bob)]);
  // As if 15 s had passed for one of them.
  await client.zadd('presence:{H1}', 1, JSON.stringify(['1', 'alice', 'Alice']));
  expect(await presence.list('H1')).toEqual([bob]);
  client.disconnect();
});
