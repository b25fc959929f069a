import { expect, test, vi } from 'vitest';
import { GatherWindow } from '../../../server/realtime/gather-window.ts';
import { Outlet, type FlushableFeed } from '../../../server/realtime/outlet.ts';
import { RecoveryTurns } from '../../../server/realtime/recovery-turns.ts';

function feedOf(flushes: number[], now: () => number): FlushableFeed {
  const feed = {
    flushedAt: -Infinity,
    isTouched: false,
    flush: () => {
      flushes.push(now());
    },
  };
  return feed;
}

/** Time that a test moves, also for the outlet's timers. */
function fakeTime(): { now: () => number; pass: (ms: number) => void } {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] });
  let at = 1_000;
  return {
    now: () => at,
    pass: (ms) => {
      for (let passed = 0; passed < ms; passed += 1) {
        at += 1;
        vi.advanceTimersByTime(1);
      }
    },
  };
}

test('the window is nothing while the process has time, and wider the less it has', () => {
  let share = 0.1;
  let now = 0;
  const window = new GatherWindow(
    () => now,
    () => share,
  );
  const widths = [0.1, 0.55, 0.62, 0.7, 1].map((busy) => {
    share = busy;
    now += 100;
    return window.width();
  });
  expect(widths[0]).toBe(0);
  expect(widths[1]).toBe(0);
  expect(widths[2]).toBeGreaterThan(15);
  expect(widths[2]).toBeLessThan(22);
  expect(widths.slice(3)).toEqual([40, 40]);
  // Between two looks it stays as it is.
  share = 0;
  expect(window.width()).toBe(40);
});

test('an idle process delays nothing; a busy one gathers what follows closely', () => {
  const { now, pass } = fakeTime();
  try {
    let share = 0;
    const window = new GatherWindow(now, () => share);
    const outlet = new Outlet(window, now);
    const flushes: number[] = [];
    const feed = feedOf(flushes, now);
    outlet.touchFeed(feed);
    outlet.touchFeed(feed);
    pass(1);
    outlet.touchFeed(feed);
    pass(1);
    expect(flushes).toEqual([1_001, 1_002]);

    share = 1;
    pass(100);
    // Quiet for long: at once, however busy.
    outlet.touchFeed(feed);
    pass(1);
    expect(flushes).toHaveLength(3);
    for (let event = 0; event < 30; event += 1) {
      outlet.touchFeed(feed);
      pass(1);
    }
    expect(flushes).toHaveLength(3);
    pass(15);
    expect(flushes).toHaveLength(4);
    expect((flushes[3] ?? 0) - (flushes[2] ?? 0)).toBeLessThanOrEqual(40);
    outlet.touchFeed(feed);
    outlet.close();
    pass(100);
    expect(flushes).toHaveLength(4);
  } finally {
    vi.useRealTimers();
  }
});

test('so many recoveries go on in one turn, the others in the next ones', async () => {
  const turns = new RecoveryTurns(3);
  const turn: number[] = [];
  let now = 0;
  const all = Array.from({ length: 8 }, async () => {
    await turns.next();
    turn.push(now);
  });
  // Those for whom there is room go on in this turn.
  for (let step = 0; step < 5; step += 1) await Promise.resolve();
  now = 1;
  for (; turn.length < 8 && now < 20; now += 1)
    await new Promise((resolve) => setImmediate(resolve));
  await Promise.all(all);
  const most = Math.max(...turn.map((one) => turn.filter((other) => other === one).length));
  expect(most).toBeLessThanOrEqual(3);
  turns.close();
});
