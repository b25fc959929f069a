import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WindowFeed } from '../../src-main/sync-host/window-feed.ts';
import { wardKey, type WardKey } from '../../src-shared/contract/ids.ts';
import { desktopMessageSchema, type DesktopNews } from '../../src-shared/ipc/desktop-message.ts';
import { Cell } from '../../src-shared/sync/readable.ts';
import type { ConnectionView, SessionView, WardView } from '../../src-shared/sync/views.ts';
import { usualWards, wardState } from '../renderer/support/demo-states.ts';

const NOW = Date.UTC(2026, 10, 22);
/** More characters than a part has, fewer than the first. */
const COPIES = 3;

describe('what a window is told', () => {
  let board: Map<WardKey, WardView>;
  let session: Cell<SessionView>;
  let told: { number: number | null; news: DesktopNews }[];
  let feed: WindowFeed;

  beforeEach(() => {
    vi.useFakeTimers();
    board = new Map();
    const specs = Array.from({ length: COPIES }, (_, copy) =>
      usualWards('H1').map((spec) => ({ ...spec, wardId: `${spec.wardId}${String(copy)}` })),
    ).flat();
    for (const spec of specs) {
      const ward = wardKey(spec);
      const freshness = { kind: 'stale', since: NOW } as const;
      board.set(ward, { ward, freshness, cursor: null, state: wardState(spec, NOW) });
    }
    session = new Cell<SessionView>({ status: 'signed-out', reason: 'never-signed-in' });
    told = [];
    feed = new WindowFeed(
      {
        session,
        connection: new Cell<ConnectionView>({ phase: 'dialing' }),
        pending: new Cell([]),
        notifications: new Cell([]),
        board: new Cell(board),
        beat: () => ({ ageMs: null, boundMs: 12_000, serverNow: NOW, postedAt: NOW }),
      },
      (number, json) => {
        const message = desktopMessageSchema.parse(JSON.parse(json));
        if (message.kind === 'news') told.push({ number, news: message });
      },
    );
  });
  afterEach(() => {
    feed.close();
    vi.useRealTimers();
  });

  it('is at first all that it watches, at once, however much', () => {
    expect(JSON.stringify([...board.values()]).length).toBeGreaterThan(192 * 1024);
    feed.hello();
    vi.advanceTimersByTime(40);
    expect(told).toEqual([]);
    feed.watch([...board.keys()]);
    vi.advanceTimersByTime(1);
    expect(told).toHaveLength(1);
    expect(told[0]?.news).toMatchObject({ whole: true, session: session.get() });
    expect(told[0]?.news.wards).toHaveLength(board.size);
  });

  it('is who is signed in, soon, where it watches nothing', () => {
    feed.hello();
    vi.advanceTimersByTime(60);
    expect(told).toHaveLength(1);
    expect(told[0]?.news).toMatchObject({ whole: true, session: session.get(), wards: [] });
  });

  it('comes in parts later, each when the last was taken', () => {
    feed.hello();
    vi.advanceTimersByTime(60);
    feed.took(told[0]?.number ?? 0);
    feed.watch([...board.keys()]);
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(2);
    const first = told[1]?.news.wards.length ?? 0;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(board.size);
    feed.took(told[1]?.number ?? 0);
    vi.advanceTimersByTime(16);
    expect(first + (told[2]?.news.wards.length ?? 0)).toBe(board.size);
  });

  it('is held back while the first news is not taken', () => {
    feed.hello();
    vi.advanceTimersByTime(60);
    session.set({ status: 'signed-out', reason: 'session-ended' });
    feed.changed();
    vi.advanceTimersByTime(1_000);
    expect(told).toHaveLength(1);
  });
});
