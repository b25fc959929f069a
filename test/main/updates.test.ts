import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GatewayUpdaterParts, StagedUpdate } from '../../src-main/updates/gateway-updater.ts';
import { UpdateRefusedError } from '../../src-main/updates/update-refused.ts';
import { Updates, type UpdatesParts } from '../../src-main/updates/updates.ts';
import type { Settings } from '../../src-shared/ipc/settings.ts';
import {
  type Disturbance,
  DISTURBANCES,
  type UpdateRefusal,
} from '../../src-shared/ipc/update-view.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What the next question to the gateway brings: a version, nothing, or the code of a refusal. */
type Answer = string | null;

let folder: string;
let running: Updates | null;
let answer: Answer;
/** What has happened, in order. */
let deeds: string[];
let recheck: () => Promise<void>;
let install: StagedUpdate['install'];
let opened: GatewayUpdaterParts[];
let disturbance: Disturbance | null;
let settings: Pick<Settings, 'gateway' | 'proxy' | 'updates'>;

beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), 'wardline-updates-'));
  running = null;
  answer = null;
  deeds = [];
  opened = [];
  disturbance = null;
  recheck = () => Promise.resolve();
  install = () => {
    deeds.push('install');
  };
  settings = { gateway: 'https://gateway.example', proxy: { mode: 'none' }, updates: 'as-built' };
});
afterEach(() => {
  running?.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const isRefusal = (what: string): what is UpdateRefusal => !/^\d/.test(what);

/** Stands in for electron-updater, which is there in Electron only. */
function fetchAnswer(loading: (version: string) => void): Promise<StagedUpdate | null> {
  deeds.push('look');
  if (answer === null) return Promise.resolve(null);
  if (isRefusal(answer)) return Promise.reject(new UpdateRefusedError(answer));
  loading(answer);
  return Promise.resolve({
    version: answer,
    recheck: () => recheck(),
    install: (failed) => {
      install(failed);
    },
  });
}

function desk(over: Partial<UpdatesParts> = {}): Updates {
  running = new Updates({
    facts: { keys: ['a key'], channel: 'stable', publisher: null },
    settings: () => settings,
    authorities: () => null,
    version: '1.2.3',
    deviceId: 'desk-1',
    machine: () => 'machine-1',
    files: { seen: join(folder, 'seen.json'), config: join(folder, 'updater.json') },
    open: (parts) => {
      opened.push(parts);
      return Promise.resolve({ fetch: fetchAnswer });
    },
    disturbance: (window) => (window === 1 ? disturbance : null),
    stepAside: () => {
      deeds.push('step aside');
      return Promise.resolve(() => {
        deeds.push('take back');
        return Promise.resolve();
      });
    },
    changed: () => undefined,
    log: () => undefined,
    ...over,
  });
  return running;
}
/** The window that asks. */
const here = { window: 1, despiteAlarms: false };
const looks = (): number => deeds.filter((deed) => deed === 'look').length;

describe('a desk looks for updates', () => {
  it('not while a shift’s first boards load, and not at the same minute as the next desk', async () => {
    const firstLook = async (deviceId: string): Promise<number> => {
      deeds = [];
      const updates = desk({ deviceId });
      updates.start();
      for (let minute = 0; minute <= 40; minute += 1) {
        if (looks() > 0) {
          updates.close();
          return minute;
        }
        await vi.advanceTimersByTimeAsync(MINUTE);
      }
      throw new Error('nobody looked');
    };
    const minutes: number[] = [];
    for (let each = 0; each < 30; each += 1) minutes.push(await firstLook(`desk-${String(each)}`));
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...minutes)).toBeLessThanOrEqual(36);
    expect(new Set(minutes).size).toBeGreaterThan(10);
    expect(await firstLook('desk-7')).toBe(minutes[7]);
  });

  it('every four hours, a failure in between or not, and no more once it is closed', async () => {
    const updates = desk();
    updates.start();
    await vi.advanceTimersByTimeAsync(36 * MINUTE);
    expect(looks()).toBe(1);
    answer = 'unreachable';
    await vi.advanceTimersByTimeAsync(4 * HOUR);
    expect(looks()).toBe(2);
    await vi.advanceTimersByTimeAsync(4 * HOUR);
    expect(looks()).toBe(3);
    updates.close();
    await vi.advanceTimersByTimeAsync(24 * HOUR);
    expect(looks()).toBe(3);
  });

  it('never where IT brings the next version, and not while the policy says so', async () => {
    const never = desk({ facts: null });
    never.start();
    await vi.advanceTimersByTimeAsync(24 * HOUR);
    expect(never.view).toEqual({ phase: 'off', why: 'it' });
    settings = { ...settings, updates: 'off' };
    const off = desk();
    off.start();
    await vi.advanceTimersByTimeAsync(24 * HOUR);
    expect(off.view).toEqual({ phase: 'off', why: 'policy' });
    expect(deeds).toEqual([]);
    settings = { ...settings, updates: 'as-built' };
    await vi.advanceTimersByTimeAsync(4 * HOUR);
    expect(looks()).toBe(1);
  });

  it('once, however many ask at a time', async () => {
    const updates = desk();
    await Promise.all([updates.check(), updates.check(), updates.check()]);
    expect(looks()).toBe(1);
  });

  it('on the channel that the policy names, and goes by what it has believed there', async () => {
    const updates = desk();
    await updates.check();
    const [parts] = opened;
    expect(parts?.asker()).toMatchObject({
      channel: 'stable',
      version: '1.2.3',
      machine: 'machine-1',
      lastIssuedAt: null,
    });
    settings = { ...settings, updates: 'pilot' };
    expect(parts?.asker().channel).toBe('pilot');
    const issuedAt = '2026-03-01T00:00:00.000Z';
    parts?.believed({ channel: 'pilot', issuedAt } as Parameters<typeof parts.believed>[0]);
    expect(parts?.asker().lastIssuedAt).toBe(issuedAt);
    expect(JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8'))).toEqual({
      pilot: issuedAt,
    });
    expect(parts?.asker().isMoved).toBe(false);
    settings = { ...settings, updates: 'as-built' };
    expect(parts?.asker()).toMatchObject({ lastIssuedAt: null, isMoved: true });
  });

  it('by way of another gateway once that is set, and again where it could not be opened', async () => {
    const updates = desk();
    await updates.check();
    await updates.check();
    settings = { ...settings, gateway: 'https://other.example' };
    await updates.check();
    expect(opened.map(({ gateway }) => gateway)).toEqual([
      'https://gateway.example',
      'https://other.example',
    ]);
    let isBroken = true;
    const once = desk({
      open: () =>
        isBroken ? Promise.reject(new Error('disk full')) : Promise.resolve({ fetch: fetchAnswer }),
    });
    expect(await once.check()).toMatchObject({ phase: 'refused', code: 'not_downloaded' });
    isBroken = false;
    expect(await once.check()).toMatchObject({ phase: 'none' });
  });
});

describe('an update that lies ready', () => {
  it('is asked about again four hours after "later", not before, and at once when it is another', async () => {
    const updates = desk();
    answer = '1.3.0';
    expect(await updates.check()).toEqual({ phase: 'ready', version: '1.3.0', mayAsk: true });
    updates.postpone();
    expect(updates.view).toMatchObject({ mayAsk: false });
    await updates.check();
    expect(updates.view).toMatchObject({ mayAsk: false });
    await vi.advanceTimersByTimeAsync(4 * HOUR - 1);
    expect(updates.view).toMatchObject({ mayAsk: false });
    await vi.advanceTimersByTimeAsync(1);
    expect(updates.view).toMatchObject({ mayAsk: true });
    updates.postpone();
    answer = '1.4.0';
    expect(await updates.check()).toEqual({ phase: 'ready', version: '1.4.0', mayAsk: true });
  });

  it('is never installed by itself, however long nobody says anything', async () => {
    const updates = desk();
    updates.start();
    answer = '1.3.0';
    await vi.advanceTimersByTimeAsync(14 * 24 * HOUR);
    expect(updates.view).toMatchObject({ phase: 'ready' });
    expect(new Set(deeds)).toEqual(new Set(['look']));
  });

  it('stays ready while the gateway does not answer, and goes when it is refused or taken back', async () => {
    const updates = desk();
    answer = '1.3.0';
    await updates.check();
    answer = 'unreachable';
    expect(await updates.check()).toMatchObject({ phase: 'ready', version: '1.3.0' });
    answer = 'signature_wrong';
    expect(await updates.check()).toMatchObject({ phase: 'refused', code: 'signature_wrong' });
    expect(await updates.install(here)).not.toBeNull();
    answer = '1.3.0';
    await updates.check();
    answer = null;
    expect(await updates.check()).toMatchObject({ phase: 'none' });
    expect(await updates.install(here)).not.toBeNull();
    expect(deeds).not.toContain('install');
  });

  it('is installed only after everything was let go of that the next program needs', async () => {
    const updates = desk();
    answer = '1.3.0';
    await updates.check();
    expect(await Promise.all([updates.install(here), updates.install(here)])).toEqual([null, null]);
    expect(deeds).toEqual(['look', 'step aside', 'install']);
  });

  it.each(Object.keys(DISTURBANCES) as Disturbance[])(
    'is not installed, and told why, while it is not quiet: %s',
    async (what) => {
      const updates = desk();
      answer = '1.3.0';
      await updates.check();
      disturbance = what;
      expect(await updates.install(here)).toBe(DISTURBANCES[what]);
      expect(updates.view).toMatchObject({ phase: 'ready' });
      expect(deeds).toEqual(['look']);
      // Whoever knows of the alarms may; changes and dialogs would be lost.
      const knowing = await updates.install({ window: 1, despiteAlarms: true });
      expect(knowing).toBe(what === 'alarms' ? null : DISTURBANCES[what]);
    },
  );

  it.each(['dialog', 'waiting', 'alarms'] as const)(
    'is not installed when that comes while the gateway is asked once more: %s',
    async (what) => {
      const updates = desk();
      answer = '1.3.0';
      await updates.check();
      recheck = () => {
        disturbance = what;
        return Promise.resolve();
      };
      expect(await updates.install(here)).toBe(DISTURBANCES[what]);
      expect(deeds).toEqual(['look']);
      expect(updates.view).toMatchObject({ phase: 'ready', version: '1.3.0' });
    },
  );

  it('is not installed, and all taken back, when something comes while the desk steps aside', async () => {
    const updates = desk({
      stepAside: () => {
        disturbance = 'waiting';
        return Promise.resolve(() => {
          deeds.push('take back');
          return Promise.resolve();
        });
      },
    });
    answer = '1.3.0';
    await updates.check();
    expect(await updates.install(here)).toBe(DISTURBANCES.waiting);
    expect(deeds).toEqual(['look', 'take back']);
    expect(updates.view).toMatchObject({ phase: 'ready', version: '1.3.0' });
  });

  it('is not installed when it is ready no more once the gateway was asked', async () => {
    const updates = desk();
    answer = '1.3.0';
    await updates.check();
    recheck = () => {
      settings = { ...settings, updates: 'off' };
      return Promise.resolve();
    };
    expect(await updates.install(here)).not.toBeNull();
    expect(deeds).toEqual(['look']);
  });

  it('is not installed when the policy has turned updates off meanwhile', async () => {
    const updates = desk();
    answer = '1.3.0';
    await updates.check();
    settings = { ...settings, updates: 'off' };
    expect(await updates.install(here)).not.toBeNull();
    expect(deeds).toEqual(['look']);
  });

  it('is not installed once it was withdrawn; what there is instead is fetched', async () => {
    const updates = desk();
    answer = '1.3.0';
    await updates.check();
    recheck = () => Promise.reject(new UpdateRefusedError('no_longer_offered'));
    answer = '1.3.1';
    expect(await updates.install(here)).not.toBeNull();
    await vi.advanceTimersByTimeAsync(0);
    expect(deeds).toEqual(['look', 'look']);
    expect(updates.view).toMatchObject({ phase: 'ready', version: '1.3.1' });
  });

  it('leaves the desk at work where it cannot be installed', async () => {
    const updates = desk();
    answer = '1.3.0';
    await updates.check();
    install = () => {
      throw new UpdateRefusedError('not_installed');
    };
    expect(await updates.install(here)).not.toBeNull();
    expect(deeds).toEqual(['look', 'step aside', 'take back']);
    expect(updates.view).toMatchObject({ phase: 'refused', code: 'not_installed' });
  });

  it('takes everything back where the system refuses it later', async () => {
    const updates = desk();
    answer = '1.3.0';
    await updates.check();
    const later: Parameters<StagedUpdate['install']>[0][] = [];
    install = (failed) => {
      deeds.push('install');
      later.push(failed);
    };
    expect(await updates.install(here)).toBeNull();
    later[0]?.(new UpdateRefusedError('not_installed'));
    await vi.advanceTimersByTimeAsync(0);
    expect(deeds).toEqual(['look', 'step aside', 'install', 'take back']);
    expect(updates.view).toMatchObject({ phase: 'refused', code: 'not_installed' });
  });
});
