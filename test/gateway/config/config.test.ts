import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, readStorageConfig } from '../../../server/config/config.ts';
import { GATEWAY_ROLES } from '../../../server/config/roles.ts';
import { StartFault } from '../../../server/config/start-fault.ts';

const SECRET = 'x'.repeat(32);
const READY = { WARDLINE_JWT_SECRET: SECRET };
const DEMO = { WARDLINE_DEMO: '1' };

function faultOf(env: NodeJS.ProcessEnv): StartFault {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof StartFault) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
}

describe('the defaults', () => {
  it('are those of the contract', () => {
    expect(readConfig(READY)).toEqual({
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: null,
      redisUrl: null,
      dataDir: resolve('.wardline'),
      demo: false,
      demoFeed: false,
      jwtSecret: SECRET,
      mllp: null,
      roles: new Set(GATEWAY_ROLES),
      replayWindowMs: 300_000,
      heartbeatMs: 8_000,
      heartbeatTimeoutMs: 4_000,
      drainMs: 20_000,
      drainMinMs: 2_000,
      intakeKeepDays: 90,
      updatesDir: null,
      logLevel: 'info',
    });
  });

  it('of the demo bring a feed and a listener, and need no secret', () => {
    expect(readConfig(DEMO)).toMatchObject({
      demo: true,
      demoFeed: true,
      jwtSecret: null,
      mllp: { host: '127.0.0.1', port: 2575, tls: null, sendersFile: null },
    });
    expect(readConfig({ ...DEMO, WARDLINE_DEMO_FEED: '0' }).demoFeed).toBe(false);
  });

  it('leave the feed to the demo', () => {
    expect(readConfig({ ...READY, WARDLINE_DEMO_FEED: '1' }).demoFeed).toBe(false);
  });

  it('of a verb that only works on the database need no secret', () => {
    expect(readStorageConfig({})).toMatchObject({ databaseUrl: null, jwtSecret: null });
  });
});

describe('values', () => {
  it.each([
    [{ PORT: '0' }, { port: 0 }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ HOST: 'ward-1.example' }, { host: 'ward-1.example' }],
    [{ DATABASE_URL: 'postgresql://u:p@db:5432/w' }, { databaseUrl: 'postgresql://u:p@db:5432/w' }],
    [{ REDIS_URL: 'rediss://r:6380' }, { redisUrl: 'rediss://r:6380' }],
    [{ REDIS_URL: 'redis+cluster://r:6380' }, { redisUrl: 'redis+cluster://r:6380' }],
    [
      { REDIS_URL: 'redis://r', WARDLINE_ROLES: 'api, realtime' },
      { roles: new Set(['api', 'realtime']) },
    ],
    [{ WARDLINE_ROLES: GATEWAY_ROLES.join(',') }, { roles: new Set(GATEWAY_ROLES) }],
    [{ WARDLINE_DRAIN_MS: '0' }, { drainMs: 0, drainMinMs: 0 }],
    [{ WARDLINE_DRAIN_MS: '9000', WARDLINE_DRAIN_MIN_MS: '12000' }, { drainMinMs: 9_000 }],
    [{ WARDLINE_DEMO: '1' }, { drainMinMs: 0 }],
    [{ WARDLINE_INTAKE_KEEP_DAYS: '365' }, { intakeKeepDays: 365 }],
    [{ WARDLINE_DATA_DIR: '/data/here' }, { dataDir: '/data/here' }],
    [{ WARDLINE_MLLP_PORT: '6661' }, { mllp: { host: '127.0.0.1', port: 6661 } }],
    [
      {
        WARDLINE_MLLP_PORT: '6661',
        WARDLINE_MLLP_HOST: '0.0.0.0',
        WARDLINE_MLLP_SENDERS: 's.json',
      },
      { mllp: { host: '0.0.0.0', sendersFile: 's.json' } },
    ],
    [
      {
        WARDLINE_MLLP_PORT: '6661',
        WARDLINE_MLLP_HOST: '::',
        WARDLINE_MLLP_TLS_KEY: 'k',
        WARDLINE_MLLP_TLS_CERT: 'c',
      },
      { mllp: { tls: { key: 'k', cert: 'c', ca: null } } },
    ],
  ])('%j are taken', (env, expected) => {
    expect(readConfig({ ...READY, ...env })).toMatchObject(expected);
  });
});

describe('a wrong value', () => {
  it.each<[NodeJS.ProcessEnv, RegExp]>([
    [{}, /^WARDLINE_JWT_SECRET: is required/],
    [{ WARDLINE_JWT_SECRET: 'short' }, /^WARDLINE_JWT_SECRET: .*32 bytes/],
    [{ ...DEMO, WARDLINE_JWT_SECRET: 'short' }, /^WARDLINE_JWT_SECRET: /],
    [{ ...READY, PORT: 'http' }, /^PORT: "http" is not a whole number/],
    [{ ...READY, PORT: '' }, /^PORT: /],
    [{ ...READY, PORT: '65536' }, /^PORT: .*65535/],
    [{ ...READY, PORT: '80.5' }, /^PORT: /],
    [{ ...READY, HOST: 'not a host' }, /^HOST: /],
    [{ ...READY, DATABASE_URL: 'mysql://db' }, /^DATABASE_URL: /],
    [{ ...READY, DATABASE_URL: 'db:5432' }, /^DATABASE_URL: /],
    [{ ...READY, REDIS_URL: 'http://redis' }, /^REDIS_URL: /],
    [{ ...READY, WARDLINE_DATA_DIR: '' }, /^WARDLINE_DATA_DIR: /],
    [{ ...READY, WARDLINE_DEMO: 'yes' }, /^WARDLINE_DEMO: "yes" must be 0 or 1/],
    [{ ...READY, WARDLINE_DEMO_FEED: '2' }, /^WARDLINE_DEMO_FEED: /],
    [{ ...READY, WARDLINE_MLLP_PORT: 'x' }, /^WARDLINE_MLLP_PORT: /],
    [{ ...READY, WARDLINE_MLLP_HOST: '' }, /^WARDLINE_MLLP_HOST: /],
    [{ ...READY, REDIS_URL: 'redis://r', WARDLINE_ROLES: 'api,cook' }, /^WARDLINE_ROLES: /],
    [{ ...READY, REDIS_URL: 'redis://r', WARDLINE_ROLES: '' }, /^WARDLINE_ROLES: /],
    [{ ...READY, WARDLINE_ROLES: 'api' }, /^WARDLINE_ROLES: .*REDIS_URL/],
    [{ ...READY, WARDLINE_REPLAY_WINDOW_MS: '-1' }, /^WARDLINE_REPLAY_WINDOW_MS: /],
    [{ ...READY, WARDLINE_HEARTBEAT_MS: '0' }, /^WARDLINE_HEARTBEAT_MS: /],
    [{ ...READY, WARDLINE_HEARTBEAT_TIMEOUT_MS: '4s' }, /^WARDLINE_HEARTBEAT_TIMEOUT_MS: /],
    [{ ...READY, WARDLINE_DRAIN_MS: '1e3' }, /^WARDLINE_DRAIN_MS: /],
    [{ ...READY, WARDLINE_DRAIN_MIN_MS: '-1' }, /^WARDLINE_DRAIN_MIN_MS: /],
    [{ ...READY, WARDLINE_INTAKE_KEEP_DAYS: '0' }, /^WARDLINE_INTAKE_KEEP_DAYS: /],
    [{ ...READY, WARDLINE_UPDATES_DIR: '' }, /^WARDLINE_UPDATES_DIR: /],
    [{ ...READY, WARDLINE_UPDATES_DIR: '/no/such/folder' }, /^WARDLINE_UPDATES_DIR: there is no/],
    [{ ...READY, WARDLINE_LOG_LEVEL: 'loud' }, /^WARDLINE_LOG_LEVEL: /],
    [{ ...READY, WARDLINE_WARDS: '3' }, /^WARDLINE_WARDS: Wardline knows no such variable/],
    [{ ...DEMO, HOST: '0.0.0.0' }, /^HOST: .*loopback/],
    [{ ...DEMO, HOST: '10.0.0.1' }, /^HOST: /],
    [{ ...DEMO, HOST: 'wardline.example' }, /^HOST: /],
    [{ ...READY, WARDLINE_MLLP_PORT: '1', WARDLINE_MLLP_HOST: '0.0.0.0' }, /^WARDLINE_MLLP_HOST: /],
    [{ ...READY, WARDLINE_MLLP_TLS_KEY: 'k' }, /^WARDLINE_MLLP_TLS_CERT: /],
    [{ ...READY, WARDLINE_MLLP_TLS_CA: 'a' }, /^WARDLINE_MLLP_TLS_CA: /],
  ])('%j ends the start with 78 and a line', (env, line) => {
    const fault = faultOf(env);
    expect(fault.exitCode).toBe(78);
    expect(fault.message).toMatch(line);
    expect(fault.message).not.toContain('\n');
  });

  it('of a secret is not repeated', () => {
    const url = 'mysql://user:hunter2@db';
    expect(faultOf({ ...READY, DATABASE_URL: url }).message).not.toContain('hunter2');
    expect(faultOf({ ...READY, REDIS_URL: url }).message).not.toContain('hunter2');
    expect(faultOf({ WARDLINE_JWT_SECRET: 'hunter2' }).message).not.toContain('hunter2');
  });

  it('is named when it stands beside others that are fine', () => {
    expect(faultOf({ ...READY, PATH: '/bin', PORT: '1', WARDLINE_X: '' }).message).toMatch(
      /^WARDLINE_X: /,
    );
  });
});
