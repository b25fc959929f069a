import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { proxyOf } from '../../src-main/sync-host/proxy-of.ts';
import { SettingsStore } from '../../src-main/settings/settings-store.ts';
import {
  effectiveSettings,
  NO_POLICY,
  type Policy,
  readPolicy,
} from '../../src-main/settings/policy.ts';
import { policyPath } from '../../src-main/settings/policy-path.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../src-shared/ipc/settings.ts';

const policyOf = (raw: unknown): Policy => readPolicy(raw).policy ?? NO_POLICY;

describe('the settings', () => {
  it('begin with what everybody begins with', () => {
    const { values } = effectiveSettings(NO_POLICY, {});
    expect(values).toEqual(DEFAULT_SETTINGS);
  });

  it('take the machine’s policy before the user’s wish', () => {
    const policy = policyOf({ settings: { gateway: 'https://it.example', lockAfterMinutes: 5 } });
    const { values, managed } = effectiveSettings(policy, {
      gateway: 'https://mine.example',
      notifications: false,
    });
    expect(values).toMatchObject({
      gateway: 'https://it.example',
      lockAfterMinutes: 5,
      notifications: false,
    });
    expect(managed).toEqual(expect.arrayContaining(['gateway', 'lockAfterMinutes']));
    expect(managed).not.toContain('notifications');
  });

  it('do not let a user weaken what protects the cache', () => {
    const own = { withoutKeyring: 'file', caFile: '/home/me/ca.pem', keepHours: 336 } as const;
    const { values, managed } = effectiveSettings(NO_POLICY, own);
    expect(values).toMatchObject({ withoutKeyring: 'memory', caFile: null, keepHours: 72 });
    expect(managed).toEqual(['caFile', 'keepHours', 'updates', 'withoutKeyring']);
  });

  it('take what is good of a policy, and name the rest', () => {
    const { policy, faults } = readPolicy({
      settings: { lockAfterMinutes: 10, gateway: 'ftp://x', color: 'red' },
      wipeBefore: 'tomorrow',
      wipBefore: '2026-03-01T00:00:00Z',
    });
    expect(policy).toEqual({ settings: { lockAfterMinutes: 10 }, wipeBefore: null });
    expect(faults).toEqual([
      'there is no wipBefore in a policy, only settings and wipeBefore',
      'wipeBefore is no time',
      'gateway has no such value',
      'there is no setting color',
    ]);
  });

  it.each([[null], [[]], ['text'], [7], [{ settings: 'x' }]])('take %j for no policy', (raw) => {
    expect(readPolicy(raw)).toEqual({
      policy: null,
      faults: ['it is no object, or its settings are none'],
    });
  });

  it.each(['of', 'OFF', false, null, ''])('take updates to be off where it says %j', (updates) => {
    const { policy, faults } = readPolicy({ settings: { updates, lockAfterMinutes: 10 } });
    expect(policy?.settings).toEqual({ updates: 'off', lockAfterMinutes: 10 });
    expect(faults).toEqual(['updates has no such value', 'updates are off until it has one']);
  });

  it('take an address of a gateway without what does not belong there', () => {
    const settings = (gateway: string) => policyOf({ settings: { gateway } }).settings.gateway;
    expect(settings('https://wardline.example/')).toBe('https://wardline.example');
    expect(settings('http://10.0.0.7:8080')).toBe('http://10.0.0.7:8080');
    expect(settings('https://wardline.example/path')).toBeUndefined();
    expect(settings('https://me:secret@wardline.example')).toBeUndefined();
    expect(settings('javascript:alert(1)')).toBeUndefined();
  });
});

describe('a policy file', () => {
  const policy = { settings: { gateway: 'https://it.example', keepHours: 12 } };
  const json = JSON.stringify(policy);
  let folder: string;
  let paths: { own: string; policy: string };
  let said: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wardline-policy-'));
    paths = { own: join(folder, 'settings.json'), policy: join(folder, 'policy.json') };
    said = [];
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const open = (): SettingsStore =>
    new SettingsStore(paths, (what, detail = '') => said.push(`${what}: ${detail}`));
  const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

  it.each([
    ['UTF-8', Buffer.from(json)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${json}`)],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${json}`, 'utf16le')],
    ['UTF-16 BE with a mark', swapped(`\ufeff${json}`)],
  ])('is read in %s', (_encoding, bytes) => {
    writeFileSync(paths.policy, bytes);
    expect(open().view.values).toMatchObject({ ...policy.settings, updates: 'as-built' });
    expect(said).toEqual([]);
  });

  const BROKEN: [string, Buffer, string][] = [
    ['half of it', Buffer.from(json.slice(0, 20)), 'it is no JSON: '],
    ['a comma too many', Buffer.from('{"settings":{},}'), 'it is no JSON: '],
    ['UTF-16 without a mark', Buffer.from(json, 'utf16le'), 'it is no JSON (UTF-16 without'],
    ['Latin 1', Buffer.from('{"settings":{"caFile":"/Zürich"}}', 'latin1'), 'it is not in UTF-8'],
    ['nothing', Buffer.alloc(0), 'it is empty'],
    ['a list', Buffer.from('[]'), 'it is no object'],
  ];

  it.each(BROKEN)('that becomes %s leaves the last one in force', (_what, bytes, why) => {
    writeFileSync(paths.policy, json);
    const store = open();
    writeFileSync(paths.policy, bytes);
    store.look();
    store.look();
    expect(store.view.values).toMatchObject({ ...policy.settings, updates: 'off' });
    expect(store.change({ notifications: false })).toBe(false);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`cannot be read: ${paths.policy}: ${why}`);
    writeFileSync(paths.policy, json);
    store.look();
    expect(store.view.values.updates).toBe('as-built');
    expect(store.change({ notifications: false })).toBe(true);
  });

  it.each(BROKEN)('that is %s at the start lets nobody change anything', (_what, bytes, why) => {
    writeFileSync(paths.own, JSON.stringify({ gateway: 'https://mine.example' }));
    writeFileSync(paths.policy, bytes);
    const store = open();
    expect(store.view.values).toMatchObject({ gateway: 'https://mine.example', updates: 'off' });
    expect(store.view.isPolicyUnread).toBe(true);
    expect(store.view.managed).toEqual(Object.keys(settingsSchema.shape).sort());
    expect(store.change({ gateway: 'https://other.example' })).toBe(false);
    expect(said.join()).toContain(why);
  });

  it.each([
    ['a folder', () => mkdirSync(paths.policy)],
    ['a link to nowhere', () => symlinkSync(join(folder, 'gone'), paths.policy)],
  ])('that is %s is not none', (_what, make) => {
    make();
    expect(open().view).toMatchObject({ isPolicyUnread: true, values: { updates: 'off' } });
    expect(said.join()).toContain(`the policy cannot be read: ${paths.policy}: `);
  });

  it('that is taken away sets free what it fixed', () => {
    writeFileSync(paths.policy, json);
    const store = open();
    rmSync(paths.policy);
    store.look();
    expect(store.view.values).toEqual(DEFAULT_SETTINGS);
    expect(store.change({ gateway: 'https://mine.example' })).toBe(true);
  });
});

describe('the policy lies where only an administrator writes', () => {
  it('on each system', () => {
    expect(policyPath('linux')).toBe('/etc/wardline/policy.json');
    expect(policyPath('darwin')).toBe('/Library/Application Support/Wardline/policy.json');
    expect(policyPath('win32')).toBe('C:\\ProgramData\\Wardline\\policy.json');
  });

  it('and nowhere else for whoever sets the environment', () => {
    for (const name of ['ProgramData', 'ALLUSERSPROFILE', 'SystemDrive', 'HOME']) {
      vi.stubEnv(name, 'X:\\mine');
    }
    const paths = (['linux', 'darwin', 'win32'] as const).map(policyPath);
    vi.unstubAllEnvs();
    expect(paths.join()).not.toContain('mine');
  });
});

describe('the proxy', () => {
  const system = (list: string) =>
    proxyOf({ mode: 'system' }, 'https://g.example', () => Promise.resolve(list));
  it('is the first of the system’s that we can speak to', async () => {
    expect(await system('PROXY p.example:3128; DIRECT')).toBe('http://p.example:3128');
    expect(await system('SOCKS5 s.example:1080; PROXY p.example:3128')).toBe(
      'http://p.example:3128',
    );
    expect(await system('DIRECT')).toBeNull();
    expect(await system('DIRECT; PROXY p.example:3128')).toBeNull();
    expect(await system('')).toBeNull();
  });
  it('is what was set', async () => {
    const never = () => Promise.reject(new Error('not asked'));
    expect(await proxyOf({ mode: 'none' }, 'https://g', never)).toBeNull();
    const fixed = { mode: 'fixed', server: 'http://p:1' } as const;
    expect(await proxyOf(fixed, 'https://g', never)).toBe('http://p:1');
  });
});
