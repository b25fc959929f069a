import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { proxyOf } from '../../src-main/sync-host/proxy-of.ts';
import { SettingsStore } from '../../src-main/settings/settings-store.ts';
import { effectiveSettings, policyPath, readPolicy } from '../../src-main/settings/policy.ts';
import { DEFAULT_SETTINGS } from '../../src-shared/ipc/settings.ts';

const policyOf = (raw: unknown) => readPolicy(raw).policy;

describe('the settings', () => {
  it('begin with what everybody begins with', () => {
    const { values } = effectiveSettings(policyOf(undefined), {});
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
    const { values, managed } = effectiveSettings(policyOf(undefined), own);
    expect(values).toMatchObject({ withoutKeyring: 'memory', caFile: null, keepHours: 72 });
    expect(managed).toEqual(['caFile', 'keepHours', 'updates', 'withoutKeyring']);
  });

  it('take what is good of a policy, and name the rest', () => {
    const { policy, faults } = readPolicy({
      settings: { lockAfterMinutes: 10, gateway: 'ftp://x', color: 'red' },
      wipeBefore: 'tomorrow',
    });
    expect(policy).toEqual({ settings: { lockAfterMinutes: 10 }, wipeBefore: null });
    expect(faults).toEqual([
      'wipeBefore is no time',
      'gateway has no such value',
      'there is no setting color',
    ]);
  });

  it.each([[null], [[]], ['text'], [7], [{ settings: 'x' }]])('survive the policy %j', (raw) => {
    expect(readPolicy(raw)).toEqual({
      policy: { settings: { updates: 'off' }, wipeBefore: null },
      faults: ['the policy is not an object; updates are off'],
    });
  });

  it.each(['of', 'OFF', false, null, ''])('take updates to be off where it says %j', (updates) => {
    const { policy, faults } = readPolicy({ settings: { updates, lockAfterMinutes: 10 } });
    expect(policy.settings).toEqual({ updates: 'off', lockAfterMinutes: 10 });
    expect(faults).toEqual(['updates has no such value', 'updates are off until it has one']);
  });

  it('take updates to be off where the policy is no JSON, and say so', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wardline-policy-'));
    const paths = { own: join(folder, 'settings.json'), policy: join(folder, 'policy.json') };
    const said: string[] = [];
    const store = new SettingsStore(paths, (what, detail = '') => said.push(`${what}: ${detail}`));
    expect(store.view.values.updates).toBe('as-built');
    writeFileSync(paths.policy, '{"settings":{"updates":"off"},}');
    store.look();
    expect(store.view.values.updates).toBe('off');
    expect(said.join()).toContain('the policy is not an object; updates are off');
    rmSync(paths.policy);
    store.look();
    expect(store.view.values.updates).toBe('as-built');
    rmSync(folder, { recursive: true });
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
