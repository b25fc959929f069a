import { describe, expect, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { freePort } from './free-port.ts';
import { createTestDatabase } from './postgres.ts';
import { startRedis } from './redis.ts';
import { startProcess } from './child-process.ts';
import { until } from './until.ts';
import { Redis, Cluster } from 'ioredis';

// The equipment that every other test stands on.

describe('until', () => {
  it('gives the first truthy value', async () => {
    let asked = 0;
    expect(await until(() => (++asked === 3 ? 'yes' : null), { every: 1 })).toBe('yes');
    expect(asked).toBe(3);
  });

  it('takes an error for "not yet" and names it when time is up', async () => {
    const condition = (): boolean => {
      throw new Error('still down');
    };
    await expect(
      until(condition, { within: 20, every: 5, what: 'the server' }),
    ).rejects.toMatchObject({
      message: 'the server did not come true within 20 ms',
      cause: new Error('still down'),
    });
  });
});

describe('createTestDatabase', () => {
  it('makes databases apart from each other and removes them', async () => {
    const first = await createTestDatabase();
    await using second = await createTestDatabase();
    await first.query('create table only_here (id int)');
    const tables = `select from pg_tables where tablename = 'only_here'`;
    expect(await first.query(tables)).toHaveLength(1);
    expect(await second.query(tables)).toHaveLength(0);
    await first.drop();
    expect(
      await second.query('select from pg_database where datname = $1', [first.name]),
    ).toHaveLength(0);
  });

  it('stands on a server that writes as a hospital would', async () => {
    await using database = await createTestDatabase();
    const [fsync] = await database.query<{ fsync: string }>('show fsync');
    const [commit] = await database.query<{ synchronous_commit: string }>(
      'show synchronous_commit',
    );
    expect([fsync?.fsync, commit?.synchronous_commit]).toEqual(['on', 'on']);
  });
});

describe('startRedis', () => {
  it('is empty after a kill and a restart', async () => {
    await using redis = await startRedis();
    const client = new Redis(redis.url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    try {
      await client.set('ward', 'ICU');
      await redis.kill9();
      await redis.restart();
      expect(await client.get('ward')).toBeNull();
    } finally {
      client.disconnect();
    }
  });

  it('keeps its data over a kill where asked to', async () => {
    await using redis = await startRedis({ persistent: true });
    const client = new Redis(redis.url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    try {
      await client.set('ward', 'ICU');
      await redis.kill9();
      await redis.restart();
      expect(await client.get('ward')).toBe('ICU');
    } finally {
      client.disconnect();
    }
  });

  it('can be a cluster of one, before and after a kill', async () => {
    await using redis = await startRedis({ cluster: true });
    await redis.kill9();
    await redis.restart();
    const cluster = new Cluster([{ host: '127.0.0.1', port: redis.port }]);
    try {
      await cluster.set('{ward:H1:ICU}:log', 'here');
      expect(await cluster.get('{ward:H1:ICU}:log')).toBe('here');
    } finally {
      cluster.disconnect();
    }
  });
});

describe('startProcess', () => {
  it('tells what was printed and how it ended', async () => {
    const script = `console.log('out'); console.error('err'); process.exit(69)`;
    const child = startProcess({ command: process.execPath, args: ['-e', script] });
    expect(await child.exited).toEqual({ code: 69, signal: null });
    expect([child.stdout(), child.stderr()]).toEqual(['out\n', 'err\n']);
  });

  it('kills what does not heed SIGTERM', async () => {
    const script = `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1e6)`;
    const child = startProcess({ command: process.execPath, args: ['-e', script] });
    await until(() => child.stdout().includes('up'));
    expect(await child.stop(50)).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

it('freePort never gives the same port twice', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  expect(new Set(ports).size).toBe(20);
});

it('launchChromium shows a page', async () => {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.setContent('<button onclick="document.title = `pressed`">press</button>');
    await page.getByRole('button', { name: 'press' }).click();
    expect(await page.title()).toBe('pressed');
  } finally {
    await browser.close();
  }
});
