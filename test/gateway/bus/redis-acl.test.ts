import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { createLoginLimit } from '../../../server/auth/login-limit.ts';
import { parseRedisAddress } from '../../../server/bus/redis-address.ts';
import { createRedisBus } from '../../../server/bus/redis-bus.ts';
import { createRedisPresence } from '../../../server/bus/redis-presence.ts';
import { runScript } from '../../../server/bus/redis-script.ts';
import { PROBE_KEY, PROBE_SCRIPT } from '../../../server/bus/write-watch.ts';
import { startRedis } from '../../support/redis.ts';
import { until } from '../../support/until.ts';
import { events } from './events.ts';

/** The users of docs/redis-acl.md, by name. */
async function documentedUsers(): Promise<Map<string, string[]>> {
  const page = await readFile(new URL('../../../docs/redis-acl.md', import.meta.url), 'utf8');
  const lines = page.split('\n').filter((line) => line.startsWith('user '));
  return new Map(
    lines.map((line) => {
      const [, name = '', ...rules] = line.split(' ');
      return [name, rules];
    }),
  );
}

test.each([false, true])(
  'the documented rules let gateways work (cluster: %s)',
  async (cluster) => {
    await using redis = await startRedis({ cluster });
    const users = await documentedUsers();
    const root = new Redis(redis.port, '127.0.0.1');
    for (const name of ['wardline', 'board']) {
      await root.call('ACL', 'SETUSER', name, ...(users.get(name) ?? []));
    }
    const errors: Error[] = [];
    const bus = createRedisBus({
      address: parseRedisAddress(redis.url.replace('://', '://wardline:CHANGE-ME@')),
      replayWindowMs: 60_000,
      onError: (_operation, error) => errors.push(error),
    });
    await until(() => bus.ping().then(() => true));
    let heard = 0;
    bus.onMessage(() => (heard += 1));
    await bus.join('H1/ICU');
    await bus.publish([events('H1/ICU', 'e1', 1, 2)]);
    await until(() => heard === 2, { what: 'two messages' });
    expect(await bus.readWindow('H1/ICU', 'e1', 0, 10)).toHaveLength(2);
    expect(await bus.countWindow([{ ward: 'H1/ICU', epoch: 'e1', after: 0, last: 2 }])).toEqual([
      2,
    ]);
    expect(await runScript(bus.client, PROBE_SCRIPT, PROBE_KEY, [])).toBe('OK');
    const presence = createRedisPresence(bus.client);
    const alice = { generation: '1', hospitalId: 'H1', user: { id: 'alice', name: 'Alice' } };
    await presence.renew([alice]);
    expect(await presence.list('H1')).toHaveLength(1);
    await presence.remove([alice]);
    const limit = createLoginLimit(bus.client);
    for (let i = 0; i < 10; i += 1) await limit.failed('alice', '10.0.0.1');
    expect(await root.keys('login:*')).toHaveLength(1);
    expect(await limit.waitSeconds('alice', '10.0.0.1')).toBeGreaterThan(0);
    await limit.succeeded('alice', '10.0.0.1');
    expect(await root.keys('login:*')).toEqual([]);
    await bus.leave('H1/ICU');
    expect(errors).toEqual([]);

    const board = new Redis(redis.port, '127.0.0.1', {
      username: 'board',
      password: 'CHANGE-ME-TOO',
      disableClientInfo: true,
      enableReadyCheck: false,
    });
    expect(await board.zrange('{ward:H1:ICU}:log', '0', '-1')).toHaveLength(2);
    await expect(board.publish('ward:H1:ICU', 'forged')).rejects.toThrow('NOPERM');
    await expect(board.zadd('{ward:H1:ICU}:log', 3, 'forged')).rejects.toThrow('NOPERM');
    await expect(board.zrange('presence:{H1}', '0', '-1')).rejects.toThrow('NOPERM');
    board.disconnect();
    root.disconnect();
    await bus.close();
  },
);
