import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeTooOld, OLDEST_NODE } from '../../../server/cli/oldest-node.ts';
import { startWardline } from '../../support/gateway-process.ts';
import { createTestDatabase, type TestDatabase } from '../../support/postgres.ts';

const SECRET = 'a secret of the tests, at least 32 bytes';
const ENTRY = fileURLToPath(new URL('../../../server/cli/wardline.ts', import.meta.url));
const VERBS = [
  'gateway',
  'migrate',
  'demo-data',
  'hospital',
  'user',
  'token',
  'simulate',
  'epoch',
  'audit',
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function wardline(args: string[], env: Record<string, string> = {}): Promise<Run> {
  const all = { DATABASE_URL: database.url, WARDLINE_JWT_SECRET: SECRET, ...env };
  const child = startWardline(args, { env: all });
  const { code } = await child.exited;
  return { code, out: child.stdout(), err: child.stderr() };
}

describe('help', () => {
  it('lists every verb', async () => {
    const { code, out, err } = await wardline(['--help']);
    expect(code).toBe(0);
    expect(err).toBe('');
    for (const verb of VERBS) expect(out).toMatch(new RegExp(`^  ${verb} +\\S`, 'm'));
  });

  it.each(VERBS)('tells about %s', async (verb) => {
    const { code, out } = await wardline([verb, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`wardline ${verb}`);
  });
});

describe('a Node that is too old', () => {
  it('is told in one line, before anything is loaded that it cannot run', () => {
    const another = { ...process.versions, node: '20.20.2' };
    const pretend = `Object.defineProperty(process, 'versions', { value: ${JSON.stringify(another)} })`;
    const run = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, ENTRY, 'gateway'],
      { encoding: 'utf8', env: {} },
    );
    expect(run.status).toBe(69);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(
      /^wardline: the gateway needs Node 24 or later and this is 20[^\n]+\n$/,
    );
  });

  it('is any older than the one that is pinned', () => {
    const pinned = readFileSync(new URL('../../../.nvmrc', import.meta.url), 'utf8').trim();
    expect(nodeTooOld(pinned)).toBeNull();
    expect(Number(pinned.split('.')[0])).toBe(OLDEST_NODE);
    expect(nodeTooOld('26.0.0')).toBeNull();
    expect(nodeTooOld('22.22.0')).toContain('22.22.0');
  });
});

describe('wrong use', () => {
  it.each([
    [[]],
    [['dance']],
    [['toString']],
    [['gateway', 'now']],
    [['migrate', '--fast']],
    [['demo-data', 'H1']],
    [['epoch']],
    [['epoch', 'turn']],
    [['audit']],
    [['audit', 'verify', 'H1']],
    [['hospital', 'add']],
    [['hospital', 'add', 'H1']],
    [['hospital', 'add', 'no id', '--name', 'x']],
    [['hospital', 'add', 'H1', '--name', 'x', '--time-zone', 'Mars/Base']],
    [['user']],
    [['user', 'rename', 'x']],
    [['user', 'add']],
    [['user', 'add', 'x', 'y']],
    [['user', 'add', 'x', '--hospital', 'H1']],
    [['user', 'add', 'x', '--role', 'king', '--hospital', 'H1']],
    [['user', 'add', 'x', '--role', 'nurse']],
    [['user', 'add', 'x', '--role', 'nurse', '--hospital', 'no id']],
    [['user', 'add', 'x', '--role', 'nurse', '--hospital', 'H1', '--ward', 'no id']],
    [['user', 'add', 'no name', '--role', 'nurse', '--hospital', 'H1']],
    [['user', 'disable']],
    [['token']],
    [['token', '--user', 'x', '--minutes', '0']],
    [['token', '--user', 'x', '--minutes', 'ten']],
    [['simulate', '--speed', 'fast']],
    [['simulate', '--mllp', 'nowhere']],
    [['simulate', '--for', 'ever']],
  ])('%j ends with 64 and says why', async (args) => {
    const { code, out, err } = await wardline(args);
    expect(code).toBe(64);
    expect(err).toMatch(/^wardline/);
    expect(out).toBe('');
  });

  it('changes nothing', async () => {
    const tables = await database.query(`select from pg_tables where schemaname = 'public'`);
    expect(tables).toEqual([]);
  });

  it('of the environment ends with 78', async () => {
    expect(await wardline(['migrate'], { WARDLINE_NOPE: '1' })).toMatchObject({
      code: 78,
      err: 'wardline: WARDLINE_NOPE: Wardline knows no such variable\n',
    });
  });

  it('of a database that is not there ends with 69', async () => {
    const { code, err } = await wardline(['migrate'], { DATABASE_URL: 'postgres://127.0.0.1:1/x' });
    expect(code).toBe(69);
    expect(err).toMatch(/^wardline: PostgreSQL at postgres:\/\/127\.0\.0\.1:1\/x: .*\n$/);
  });
});

describe('from an empty database to a user’s token', () => {
  it('migrates, twice without harm', async () => {
    expect(await wardline(['migrate'])).toMatchObject({ code: 0, err: '' });
    expect(await wardline(['migrate'])).toMatchObject({ code: 0, err: '' });
  });

  it('makes a hospital with its house log, once', async () => {
    const add = ['hospital', 'add', 'H1', '--name', 'St Anne’s', '--time-zone', 'Europe/Berlin'];
    expect((await wardline(add)).code).toBe(0);
    expect(await database.query('select id, name, time_zone from hospital')).toEqual([
      { id: 'H1', name: 'St Anne’s', time_zone: 'Europe/Berlin' },
    ]);
    expect(await database.query('select id, seq::int from ward')).toEqual([
      { id: '_house', seq: 0 },
    ]);
    const again = await wardline(add);
    expect(again.code).toBe(64);
    expect(again.err).toContain('there is a hospital H1 already');
  });

  it('adds a user with a password of its own', async () => {
    const add = ['user', 'add', 'kim', '--role', 'nurse', '--hospital', 'H1', '--ward', 'ICU'];
    for (const ward of ['ICU', '_house']) {
      const early = await wardline([...add.slice(0, -1), ward]);
      expect(early.code).toBe(64);
      expect(early.err).toContain(`there is no ward H1/${ward}`);
    }
    expect(await database.query("select from app_user where id = 'kim'")).toEqual([]);
    await database.query("insert into ward (hospital_id, id) values ('H1', 'ICU')");
    const { code, out } = await wardline(add);
    expect(code).toBe(0);
    expect(out).toMatch(/^User kim may sign in\.\nPassword: \S{20}\n$/);
    const kept = await database.query<{ password_hash: string }>(
      'select password_hash from app_user',
    );
    expect(kept[0]?.password_hash).toMatch(/^\$argon2id\$/);
    expect(await database.query('select role, ward_ids from membership')).toEqual([
      { role: 'nurse', ward_ids: ['ICU'] },
    ]);
    expect((await wardline(add)).err).toContain('there is a user kim already');
    const nowhere = ['user', 'add', 'jo', '--role', 'nurse', '--hospital', 'H9'];
    expect((await wardline(nowhere)).err).toContain('there is no hospital H9');
    expect(await database.query('select id from app_user')).toEqual([{ id: 'kim' }]);
  });

  it('prints a token, of somebody who may sign in', async () => {
    const { code, out } = await wardline(['token', '--user', 'kim', '--minutes', '5']);
    expect(code).toBe(0);
    const [, payload = ''] = out.trim().split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      sub: string;
      exp: number;
    };
    expect(claims.sub).toBe('kim');
    expect(claims.exp - Date.now() / 1000).toBeGreaterThan(200);
    expect(claims.exp - Date.now() / 1000).toBeLessThanOrEqual(300);
    expect((await wardline(['token', '--user', 'nobody'])).code).toBe(64);
  });

  it('orders the devices of the user to delete what they keep', async () => {
    const { code, out } = await wardline(['user', 'wipe', 'kim']);
    expect(code).toBe(0);
    expect(out).toBe(
      'The devices of kim delete what they keep, each when it next reaches a gateway.\n',
    );
    const [left] = await database.query<{ open: number }>(
      'select count(*)::int as open from session_family where wipe_ordered_at is null',
    );
    expect(left).toEqual({ open: 0 });
    expect((await wardline(['token', '--user', 'kim'])).code).toBe(0);
    expect((await wardline(['user', 'wipe', 'nobody'])).code).toBe(64);
    expect((await wardline(['user', 'wipe'])).code).toBe(64);
  });

  it('disables the user, with all sign-ins', async () => {
    expect((await wardline(['user', 'disable', 'kim'])).code).toBe(0);
    expect((await wardline(['token', '--user', 'kim'])).code).toBe(64);
    const open = await database.query('select from session_family where revoked_at is null');
    expect(open).toEqual([]);
    expect((await wardline(['user', 'disable', 'nobody'])).code).toBe(64);
  });

  it('rotates the epoch', async () => {
    const before = await database.query('select epoch from installation');
    const { code, out } = await wardline(['epoch', 'rotate']);
    const after = await database.query<{ epoch: string }>('select epoch from installation');
    expect(code).toBe(0);
    expect(out).toBe(`The epoch is now ${String(after[0]?.epoch)}.\n`);
    expect(after).not.toEqual(before);
  });

  it('seeds the demo once, and finds the audit whole until somebody meddles', async () => {
    // A hospital of that name would be in the way of the demo's own.
    await database.query(`
      truncate membership, session_family, realtime_ticket, refresh_token;
      delete from app_user; delete from ward; delete from hospital`);
    expect((await wardline(['demo-data'])).out).toBe('The demo hospitals are there.\n');
    expect((await wardline(['demo-data'])).out).toBe('The demo hospitals were there already.\n');

    const whole = await wardline(['audit', 'verify']);
    expect(whole).toMatchObject({ code: 0, err: '' });
    expect(whole.out).toMatch(/^465 wards, \d+ entries: the audit is whole\.\n$/);

    await database.query(
      `update ward_event set data = (replace(data::text, 'Intensive', 'Extensive'))::json
       where hospital_id = 'H1' and ward_id = 'ICU' and seq = 1`,
    );
    const broken = await wardline(['audit', 'verify']);
    expect(broken.code).toBe(1);
    expect(broken.err).toMatch(/^H1\/ICU, entry 1: /);
  });
});
