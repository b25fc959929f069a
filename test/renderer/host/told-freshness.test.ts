import { expect, it } from 'vitest';
import { believed, believedConnection } from '../../../src-renderer/host/told-freshness.ts';

const AT = Date.UTC(2026, 10, 22, 3, 0);
const BEAT = { ageMs: 1_000, boundMs: 12_000, serverNow: AT, postedAt: 50_000 };

it('believes neither a live ward nor an open connection of a teller that froze', () => {
  const open = { phase: 'open', silent: false } as const;
  const inTime = BEAT.postedAt + 11_000;
  expect(believed({ kind: 'live' }, BEAT, inTime)).toEqual({ kind: 'live' });
  expect(believedConnection(open, BEAT, inTime)).toBe(open);
  const tooLate = inTime + 1;
  expect(believed({ kind: 'live' }, BEAT, tooLate).kind).toBe('stale');
  expect(believedConnection(open, BEAT, tooLate)).toEqual({ phase: 'open', silent: true });
});

it('leaves a connection that is not open as it is', () => {
  const told = { phase: 'offline', reason: 'unreachable', retryAt: null } as const;
  expect(believedConnection(told, BEAT, BEAT.postedAt + 60_000)).toBe(told);
});
