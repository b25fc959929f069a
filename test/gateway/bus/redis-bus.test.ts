import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bus } from '../../../server/bus/bus.ts';
import { parseRedisAddress } from '../../../server/bus/redis-address.ts';
import { createRedisBus } from '../../../server/bus/redis-bus.ts';
import { startRedis, type TestRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { busContract } from './bus-contract.ts';
import { events } from './events.ts';

const HOUR = 3_600_000;

function connectTo(url: string, replayWindowMs = HOUR): Bus & { errors: Error[] } {
  const errors: Error[] = [];
  const bus = createRedisBus({
    address: parseRedisAddress(url),
    replayWindowMs,
    onError: (_operation, error) => errors.push(error),
  });
  return { ...bus, errors };
}

async function opened(url: string, replayWindowMs: number): Promise<Bus> {
  const bus = connectTo(url, replayWindowMs);
  await until(() => bus.ping().then(() => true), { what: 'a connection to Redis' });
  return bus;
}

for (const cluster of [false, true]) {
  const name = cluster ? 'Redis cluster' : 'Redis';

  busContract(name, async () => {
    const redis = await startRedis({ cluster });
    return {
      open: (replayWindowMs) => opened(redis.url, replayWindowMs),
      close: () => redis.stop(),
    };
  });

  describe(`${name}: what can befall it`, () => {
    let redis: TestRedis;
    let bus: Bus & { errors: Error[] };
    let direct: Redis;

    beforeAll(async () => {
      redis = await startRedis({ cluster });
      bus = connectTo(redis.url);
      await until(() => bus.ping().then(() => true), { what: 'a connection' });
      direct = new Redis(redis.port, '127.0.0.1');
      direct.on('error', () => undefined);
    });
    afterAll(async () => {
      direct.disconnect();
      await bus.close();
      await redis.stop();
    });

    test('keys and channel are those of the contract', async () => {
      const heard: string[] = [];
      const listener = new Redis(redis.port, '127.0.0.1');
      const onMessage = (_channel: string, text: string): void => {
        heard.push(text);
      };
      listener.on(cluster ? 'smessage' : 'message', onMessage);
      await (cluster ? listener.ssubscribe('ward:H1:ICU') : listener.subscribe('ward:H1:ICU'));
      const batch = events('H1/ICU', 'e1', 1, 2);
      await bus.publish([batch]);
      await until(() => heard.length === 2, { what: 'two messages' });
      expect(heard).toEqual(batch.events.map((event) => event.text));
      expect(await direct.zrange('{ward:H1:ICU}:log', '0', '-1', 'WITHSCORES')).toEqual(
        batch.events.flatMap((event) => [event.text, String(event.seq)]),
      );
      expect(await direct.pttl('{ward:H1:ICU}:log')).toBeGreaterThan(HOUR - 60_000);
      listener.disconnect();
    });

    test('FLUSHALL leaves a hole that is seen, not a complete window', async () => {
      await bus.publish([events('H1/FLUSH', 'e1', 1, 3)]);
      await direct.flushall();
      await bus.publish([events('H1/FLUSH', 'e1', 4, 1)]);
      const left = await bus.readWindow('H1/FLUSH', 'e1', 1, 10);
      expect(left.map((event) => event.seq)).toEqual([4]);
      const span = { ward: 'H1/FLUSH', epoch: 'e1', after: 1, last: 4 };
      expect(await bus.countWindow([span])).toEqual([1]);
    });

    test('what is no event of ours in the window is passed over', async () => {
      await bus.publish([events('H1/ODD', 'e1', 1, 1)]);
      await direct.zadd('{ward:H1:ODD}:log', 0.5, 'no JSON at all');
      expect((await bus.readWindow('H1/ODD', 'e1', 0, 10)).map((event) => event.seq)).toEqual([1]);
    });

    test('a message cut off in mid-flight resumes after the rejoin, and only then', async () => {
      const heard: string[] = [];
      let resumed = 0;
      bus.onMessage((ward) => heard.push(ward));
      bus.onResume(() => {
        resumed += 1;
      });
      await bus.join('H1/A');
      await bus.join('H1/B');
      await direct.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await until(() => resumed > 0, { what: 'the resume' });
      // Nothing is awaited in between: at the resume the channels are joined.
      await bus.publish([events('H1/A', 'e1', 1, 1), events('H1/B', 'e1', 1, 1)]);
      await until(() => heard.includes('H1/A') && heard.includes('H1/B'), { what: 'messages' });
      await bus.leave('H1/A');
      await bus.leave('H1/B');
    });

    test('killed with -9: publishing neither waits nor fails; after the restart all is joined again', async () => {
      const heard: string[] = [];
      let resumed = 0;
      bus.onMessage((ward) => heard.push(ward));
      bus.onResume(() => {
        resumed += 1;
      });
      await bus.join('H1/KILL');
      await redis.kill9();
      await until(() => !bus.isUp(), { what: 'the loss to be noticed' });
      const began = performance.now();
      for (let seq = 1; seq <= 200; seq += 1) {
        await bus.publish([events('H1/KILL', 'e1', seq, 1)]);
      }
      expect(performance.now() - began).toBeLessThan(1_000);
      await expect(bus.readWindow('H1/KILL', 'e1', 0, 10)).rejects.toThrow();
      await expect(bus.ping()).rejects.toThrow();
      let joinedWhileDown = false;
      const joining = bus.join('H1/LATER').then(() => {
        joinedWhileDown = true;
      });
      expect(joinedWhileDown).toBe(false);

      await redis.restart();
      await until(() => resumed > 0, { what: 'the resume' });
      await joining;
      await until(() => bus.ping().then(() => true), { what: 'a connection' });
      expect(await bus.readWindow('H1/KILL', 'e1', 0, 10)).toEqual([]);
      await bus.publish([events('H1/KILL', 'e1', 201, 1), events('H1/LATER', 'e1', 1, 1)]);
      await until(() => heard.includes('H1/KILL') && heard.includes('H1/LATER'), {
        what: 'messages after the restart',
      });
      expect(bus.errors.length).toBeGreaterThan(0);
    });

    test.each([
      ['full', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
      [
        'without the replicas it wants',
        ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
        ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
      ],
      [
        'not allowed to publish',
        ['ACL', 'SETUSER', 'default', '-publish'],
        ['ACL', 'SETUSER', 'default', '+publish'],
      ],
      ['paused', ['CLIENT', 'PAUSE', '60000', 'WRITE'], ['CLIENT', 'UNPAUSE']],
    ])('one that answers and takes no writes is down: %s', async (_how, refuse, take) => {
      let resumed = 0;
      bus.onResume(() => {
        resumed += 1;
      });
      await until(() => bus.isUp(), { what: 'a bus that is up' });
      const [command = '', ...args] = refuse;
      await direct.call(command, args);
      await until(() => !bus.isUp(), { what: 'the refusal to be noticed' });
      await expect(bus.ping()).rejects.toThrow();
      expect(resumed).toBe(0);
      const [undo = '', ...undoArgs] = take;
      await direct.call(undo, undoArgs);
      await until(() => bus.isUp() && resumed > 0, { what: 'the resume' });
      await bus.ping();
    });

    test('a join that is left before it is confirmed rejects', async () => {
      await redis.kill9();
      await until(() => !bus.isUp(), { what: 'the loss to be noticed' });
      const joining = bus.join('H1/NEVER');
      await bus.leave('H1/NEVER');
      await expect(joining).rejects.toThrow('left');
      await redis.restart();
      await until(() => bus.ping().then(() => true), { what: 'a connection' });
    });
  });
}
