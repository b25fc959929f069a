import { beforeEach, describe, expect, it } from 'vitest';
import {
  HostRenewal,
  type HostSettings,
  type HostStand,
} from '../../src-main/sync-host/host-renewal.ts';
import { DEFAULT_SETTINGS } from '../../src-shared/ipc/settings.ts';

const FIRST: HostSettings = { ...DEFAULT_SETTINGS, gateway: 'https://a.example' };

let stand: HostStand;
let wanted: HostSettings;
let started: HostSettings | null;
let renewals: number;
let said: string[];
let renewal: HostRenewal;

beforeEach(() => {
  stand = { isInMemory: false, isSignedIn: false, waiting: 0 };
  wanted = FIRST;
  started = FIRST;
  renewals = 0;
  said = [];
  renewal = new HostRenewal({
    stand: () => stand,
    wanted: () => wanted,
    started: () => started,
    renew: () => {
      renewals++;
      started = wanted;
      return Promise.resolve();
    },
    changed: () => undefined,
    log: (what, detail = '') => said.push(`${what}: ${detail}`),
  });
});

const hear = (news: Partial<HostStand>): void => {
  stand = { ...stand, ...news };
  renewal.look();
};
const set = (change: Partial<HostSettings>): void => {
  wanted = { ...FIRST, ...change };
  renewal.look();
};

describe('a sync host whose settings change', () => {
  it('is started anew at once where what it has is on the disk', async () => {
    hear({ isSignedIn: true, waiting: 2 });
    set({ proxy: { mode: 'none' }, caFile: '/ca.pem', keepHours: 12 });
    expect([renewals, renewal.held]).toEqual([1, null]);
    await Promise.resolve();
    expect(renewals).toBe(1);
  });

  it.each<Partial<HostSettings>>([
    { gateway: 'https://b.example' },
    { gateway: null },
    { proxy: { mode: 'none' } },
    { caFile: '/ca.pem' },
    { keepHours: 12 },
    { withoutKeyring: 'file' },
  ])('keeps a sign-in that is only in memory, until the sign-out: %j', (change) => {
    hear({ isInMemory: true, isSignedIn: true });
    set(change);
    expect([renewals, renewal.held]).toEqual([0, 'session']);
    expect(said).toEqual([expect.stringContaining(`wait: ${Object.keys(change).join()}: until`)]);
    hear({ isSignedIn: false, waiting: 1 });
    expect([renewals, renewal.held]).toEqual([0, 'waiting']);
    hear({ waiting: 0 });
    expect([renewals, renewal.held]).toEqual([1, null]);
  });

  it.each<Partial<HostSettings>>([{ gateway: 'https://b.example' }, { withoutKeyring: 'file' }])(
    'leaves nothing behind that waits to be sent: %j',
    (change) => {
      hear({ isSignedIn: true, waiting: 1 });
      set(change);
      expect([renewals, renewal.held]).toEqual([0, 'waiting']);
      hear({ waiting: 0 });
      expect([renewals, renewal.held]).toEqual([1, null]);
    },
  );

  it('goes on as it is when the change is taken back', () => {
    hear({ isInMemory: true, isSignedIn: true });
    set({ keepHours: 12 });
    set({});
    hear({ isSignedIn: false });
    expect([renewals, renewal.held]).toEqual([0, null]);
  });

  it('is left alone until the sign-out has been answered', async () => {
    hear({ isInMemory: true, isSignedIn: true });
    set({ keepHours: 12 });
    const { promise, resolve } = Promise.withResolvers<string>();
    const answer = renewal.during(promise);
    hear({ isSignedIn: false });
    expect(renewals).toBe(0);
    resolve('done');
    expect(await answer).toBe('done');
    expect([renewals, renewal.held]).toEqual([1, null]);
  });

  it('is not started by a change before it was started at all', () => {
    started = null;
    set({ keepHours: 12 });
    expect(renewals).toBe(0);
  });
});
