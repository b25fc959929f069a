import { describe, expect, test } from 'vitest';
import { clusterSlot } from '../../../server/bus/cluster-slot.ts';
import { wardChannel, wardOfChannel, windowKey } from '../../../server/bus/channels.ts';
import { parseNode, parseRedisAddress } from '../../../server/bus/redis-address.ts';

describe('REDIS_URL', () => {
  test('one server, with and without all parts', () => {
    expect(parseRedisAddress('redis://localhost')).toMatchObject({
      cluster: false,
      nodes: [{ host: 'localhost', port: 6379 }],
      username: undefined,
      password: undefined,
      database: 0,
      tls: false,
    });
    expect(parseRedisAddress('rediss://wardline:p%40ss@redis.example:6380/3')).toMatchObject({
      nodes: [{ host: 'redis.example', port: 6380 }],
      username: 'wardline',
      password: 'p@ss',
      database: 3,
      tls: true,
    });
  });

  test('a cluster, by one node or several', () => {
    expect(parseRedisAddress('redis+cluster://:secret@a:7000?node=b:7001&node=c&tls=1')).toEqual({
      cluster: true,
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 7001 },
        { host: 'c', port: 6379 },
      ],
      username: undefined,
      password: 'secret',
      database: 0,
      tls: true,
    });
    expect(parseNode('[::1]:7000')).toEqual({ host: '::1', port: 7000 });
  });

  test.each(['http://localhost', 'redis:', 'localhost:6379', 'redis+sentinel://a'])(
    '%s is none, and the fault does not repeat it',
    (url) => {
      expect(() => parseRedisAddress(url)).toThrow('REDIS_URL is not an address of Redis');
    },
  );
});

test('channel and window are in one slot of a cluster', () => {
  expect(wardChannel('H1/ICU')).toBe('ward:H1:ICU');
  expect(windowKey('H1/ICU')).toBe('{ward:H1:ICU}:log');
  expect(wardOfChannel('ward:H1:_house')).toBe('H1/_house');
  expect(clusterSlot(windowKey('H1/ICU'))).toBe(clusterSlot(wardChannel('H1/ICU')));
  // The reference value of the cluster's specification.
  expect(clusterSlot('123456789')).toBe(0x31c3);
});
