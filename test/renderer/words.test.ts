import { describe, expect, it } from 'vitest';
import { connectionWords } from '../../src-renderer/features/connection/connection-words.ts';
import { nextTimeAt } from '../../src-renderer/features/commands/next-time-at.ts';
import { signInWords } from '../../src-renderer/features/sign-in/sign-in-words.ts';
import { freshnessWords, isDoubtful } from '../../src-renderer/ui/freshness-mark.tsx';
import { themeAttribute } from '../../src-renderer/ui/theme.ts';
import { clockTimeWithSeconds, shortSpan, timeLeft } from '../../src-renderer/ui/time-words.ts';
import { unitWords } from '../../src-renderer/view/unit-words.ts';

const MINUTE = 60_000;

describe('times in words', () => {
  it('says an age in its largest unit, never below nothing', () => {
    expect(shortSpan(-5)).toBe('0s');
    expect(shortSpan(59_999)).toBe('59s');
    expect(shortSpan(4 * MINUTE)).toBe('4m');
    expect(shortSpan(3 * 60 * MINUTE)).toBe('3h');
    expect(shortSpan(50 * 60 * MINUTE)).toBe('2d');
  });

  it('says what is left of a shift', () => {
    expect(timeLeft(0)).toBe('over');
    expect(timeLeft(40 * MINUTE)).toBe('40 min');
    expect(timeLeft(320 * MINUTE)).toBe('5 h 20');
  });

  it('takes the next moment at which the clock shows a time', () => {
    const now = new Date(2026, 10, 22, 14, 30).getTime();
    expect(nextTimeAt('15:00', now)).toBe(new Date(2026, 10, 22, 15, 0).toISOString());
    expect(nextTimeAt('14:30', now)).toBe(new Date(2026, 10, 23, 14, 30).toISOString());
    expect(nextTimeAt('soon', now)).toBeNull();
  });
});

describe('freshness in words', () => {
  it('says live only when it is, and otherwise since when not', () => {
    const since = new Date(2026, 10, 22, 2, 13, 40).getTime();
    expect(freshnessWords({ kind: 'live' })).toBe('Live');
    expect(freshnessWords({ kind: 'stale', since })).toBe(`As of ${clockTimeWithSeconds(since)}`);
    expect(freshnessWords({ kind: 'stale', since })).toBe('As of 02:13:40');
    expect(freshnessWords({ kind: 'catching-up', asOf: since })).toBe('Catching up');
    expect(isDoubtful({ kind: 'live' })).toBe(false);
    expect(isDoubtful({ kind: 'catching-up', asOf: since })).toBe(true);
  });
});

describe('the connection in words', () => {
  it('says tenths below a second and whole seconds above', () => {
    const open = { phase: 'open', silent: false } as const;
    expect(connectionWords(open, 340, 0).text).toBe('Live 0.3 s');
    expect(connectionWords(open, 7_900, 0).text).toBe('Live 7 s');
  });

  it('does not say live for a line that is silent or down', () => {
    expect(connectionWords({ phase: 'open', silent: true }, 13_000, 0)).toMatchObject({
      tone: 'bad',
      text: 'Silent 13 s',
    });
    const offline = { phase: 'offline', reason: 'unreachable', retryAt: 8_000 } as const;
    expect(connectionWords(offline, null, 0).text).toBe('Offline, again in 8 s');
    expect(connectionWords({ phase: 'dialing' }, null, 0).text).toBe('Connecting');
  });
});

describe('other words', () => {
  it('explains a failed sign-in so that somebody can act on it', () => {
    const problem = { code: 'unreachable', status: 0, sentence: 'x' };
    expect(signInWords(problem)).toContain('network');
    expect(signInWords({ code: 'strange', status: 400, sentence: 'As it says.' })).toBe(
      'As it says.',
    );
  });

  it('names units as people do', () => {
    expect(unitWords('critical_care')).toBe('Critical care');
    expect(unitWords('ed')).toBe('Emergency');
    expect(unitWords(null)).toBe('Kind of unit not set');
  });

  it('is dark by the hour from 19 to 7', () => {
    expect([6, 7, 18, 19].map((hour) => themeAttribute('hour', hour))).toEqual([
      'dark',
      'light',
      'light',
      'dark',
    ]);
    expect(themeAttribute('system', 3)).toBeNull();
    expect(themeAttribute('light', 3)).toBe('light');
  });
});
