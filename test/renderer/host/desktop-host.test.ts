import { beforeEach, describe, expect, it } from 'vitest';
import type { DesktopNews } from '../../../src-shared/ipc/desktop-message.ts';
import type { SessionView } from '../../../src-shared/sync/views.ts';
import { DesktopHost } from '../../../src-renderer/host/desktop-host.ts';
import { BEGIN, SimClock } from '../../sync/world/sim-clock.ts';

const ICU = { id: 'ICU', hospitalId: 'H1', name: 'Intensive care', unitType: 'icu' };
const SIGNED_OUT: SessionView = { status: 'signed-out', reason: 'signed-out' };
const NOT_NOW = { code: 'unavailable', status: 503, sentence: 'Not now.' };

describe('what a window asks ahead', () => {
  let clock: SimClock;
  let asked: { method: string; hospitalId?: string; wards?: string[] }[];
  let answer: object;
  let tell: (news: Partial<DesktopNews>) => void;
  let host: DesktopHost;

  beforeEach(() => {
    clock = new SimClock();
    asked = [];
    answer = { ok: true, value: [ICU] };
    let listener: (json: string) => void = () => undefined;
    tell = (news) => {
      const beat = { ageMs: null, boundMs: 12_000, serverNow: BEGIN, postedAt: BEGIN };
      listener(JSON.stringify({ kind: 'news', whole: false, beat, wards: [], gone: [], ...news }));
    };
    host = new DesktopHost({
      bridge: {
        version: '',
        platform: 'linux',
        call: async (json) => {
          const call = JSON.parse(json) as (typeof asked)[number];
          asked.push(call);
          return JSON.stringify(call.method === 'wards' ? answer : null);
        },
        onMessage: (wanted) => {
          listener = wanted;
          return () => undefined;
        },
      },
      timer: clock.deviceTimer(),
      newId: () => '',
      report: () => undefined,
    });
  });

  const listsAsked = (): number => asked.filter(({ method }) => method === 'wards').length;
  const lastWatched = (): string[] | undefined =>
    asked.findLast(({ method }) => method === 'watch')?.wards;

  it('is the list of wards and all their boards, with the house’s', async () => {
    host.askAhead('H1');
    await clock.advance(0);
    expect(lastWatched()).toEqual(['H1/_house', 'H1/ICU']);
    expect(host.knownWards('H1')).toEqual([ICU]);
    expect(host.knownWards('H2')).toBeNull();
  });

  it('is not asked for again by the screen that wants it', async () => {
    host.askAhead('H1');
    expect(await host.wards('H1')).toEqual(answer);
    expect(listsAsked()).toBe(1);
    await host.wards('H2');
    expect(listsAsked()).toBe(2);
  });

  it('counts for some seconds; then the screens watch by themselves', async () => {
    host.askAhead('H1');
    await clock.advance(0);
    const stop = host.watch('H1/ICU');
    await clock.advance(5_000);
    expect(lastWatched()).toEqual(['H1/ICU']);
    expect(host.knownWards('H1')).toBeNull();
    await host.wards('H1');
    expect(listsAsked()).toBe(2);
    stop();
  });

  it('is nothing for whoever signs in next', async () => {
    host.askAhead('H1');
    await clock.advance(0);
    tell({ session: SIGNED_OUT });
    expect(host.knownWards('H1')).toBeNull();
    await host.wards('H1');
    expect(listsAsked()).toBe(2);
    expect(lastWatched()).toEqual([]);
  });

  it('does not count when nobody was signed in by the time it was answered', async () => {
    host.askAhead('H1');
    tell({ session: SIGNED_OUT });
    await clock.advance(0);
    expect(lastWatched()).toBeUndefined();
    expect(host.knownWards('H1')).toBeNull();
  });

  it('is asked anew where it was refused', async () => {
    answer = { ok: false, problem: NOT_NOW };
    host.askAhead('H1');
    await clock.advance(0);
    answer = { ok: true, value: [ICU] };
    expect(await host.wards('H1')).toEqual(answer);
    expect(listsAsked()).toBe(2);
  });
});
