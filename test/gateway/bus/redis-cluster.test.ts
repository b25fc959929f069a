import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { clusterSlot } from '../../../server/bus/cluster-slot.ts';
import { parseRedisAddress } from '../../../server/bus/redis-address.ts';
import { createRedisBus } from '../../../server/bus/redis-bus.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { events } from './events.ts';

interface Node {
  readonly redis: TestRedis;
  readonly client: Redis;
  readonly id: string;
}

async function startNode(): Promise<Node> {
  const redis = await startRedis({ cluster: true });
  const client = new Redis(redis.port, '127.0.0.1');
  return { redis, client, id: String(await client.call('CLUSTER', 'MYID')) };
}

/** A cluster of two: the first has all slots. */
async function startTwo(): Promise<[Node, Node]> {
  const [first, second] = await Promise.all([startNode(), startNode()]);
  await second.client.call('CLUSTER', 'FLUSHSLOTS');
  // Otherwise both claim to be of the same configuration, and one has to give way first.
  await second.client.call('CLUSTER', 'BUMPEPOCH');
  const own = String(await second.client.call('CLUSTER', 'NODES'));
  const busPort = /@(\d+)/.exec(own)?.[1] ?? '';
  await first.client.call('CLUSTER', 'MEET', '127.0.0.1', String(second.redis.port), busPort);
  await until(
    async () => {
      const views = await Promise.all(
        [first, second].map(async (node) => String(await node.client.call('CLUSTER', 'SLOTS'))),
      );
      return views[0] === views[1] && views[0]?.includes(String(first.redis.port));
    },
    { what: 'one view of the cluster', within: 20_000 },
  );
  for (const node of [first, second]) {
    await until(
      async () => String(await node.client.call('CLUSTER', 'INFO')).includes('cluster_state:ok'),
      { what: 'cluster_state:ok', within: 20_000 },
    );
  }
  return [first, second];
}

/** Moves a slot with its keys, as resharding does. */
async function moveSlot(slot: number, from: Node, to: Node): Promise<void> {
  await to.client.call('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', from.id);
  await from.client.call('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', to.id);
  const keys = await from.client.call('CLUSTER', 'GETKEYSINSLOT', String(slot), '100');
  for (const key of keys as string[]) {
    await from.client.call('MIGRATE', '127.0.0.1', String(to.redis.port), key, '0', '5000');
  }
  await to.client.call('CLUSTER', 'SETSLOT', String(slot), 'NODE', to.id);
  await from.client.call('CLUSTER', 'SETSLOT', String(slot), 'NODE', to.id);
}

test('channels follow their slot to another node, and then all heads are to be checked', async () => {
  const [first, second] = await startTwo();
  const bus = createRedisBus({
    address: parseRedisAddress(first.redis.url),
    replayWindowMs: 60_000,
    onError: () => undefined,
  });
  await until(() => bus.ping().then(() => true));
  const heard: string[] = [];
  let resumed = 0;
  bus.onMessage((ward, text) => heard.push(`${ward} ${(JSON.parse(text) as { seq: number }).seq}`));
  bus.onResume(() => {
    resumed += 1;
  });
  await bus.join('H1/ICU');
  await bus.join('H1/ED');
  await bus.publish([events('H1/ICU', 'e1', 1, 1), events('H1/ED', 'e1', 1, 1)]);
  await until(() => heard.length === 2);

  await moveSlot(clusterSlot('ward:H1:ICU'), first, second);
  await until(() => resumed > 0, { what: 'the resume', within: 15_000 });
  await bus.publish([events('H1/ICU', 'e1', 2, 1), events('H1/ED', 'e1', 2, 1)]);
  await until(() => heard.includes('H1/ICU 2') && heard.includes('H1/ED 2'), { what: 'messages' });
  // The window went with the slot.
  expect((await bus.readWindow('H1/ICU', 'e1', 0, 10)).map((event) => event.seq)).toEqual([1, 2]);
  expect(bus.isUp()).toBe(true);

  await bus.close();
  for (const node of [first, second]) {
    node.client.disconnect();
    await node.redis.stop();
  }
});
