import { describe, expect, it } from 'vitest';
import { elapsedClock } from '../../src-shared/sync/elapsed-clock.ts';

describe('a counter made of two faulty clocks', () => {
  const clocks = { monotonic: 1_000, wall: 1_800_000_000_000 };
  const now = elapsedClock({ monotonic: () => clocks.monotonic, wall: () => clocks.wall });

  it('counts as both count', () => {
    const before = now();
    clocks.monotonic += 50;
    clocks.wall += 50;
    expect(now() - before).toBe(50);
  });

  it('goes on through a sleep that stops the monotonic clock', () => {
    const before = now();
    clocks.wall += 3_600_000;
    expect(now() - before).toBe(3_600_000);
  });

  it('goes on when the wall clock is set back, and never goes back itself', () => {
    const before = now();
    clocks.monotonic += 20;
    clocks.wall -= 7_200_000;
    expect(now() - before).toBe(20);
    clocks.monotonic += 20;
    clocks.wall += 20;
    expect(now() - before).toBe(40);
  });
});
