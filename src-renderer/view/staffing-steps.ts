import type { StaffingHistory } from '../../src-shared/contract/staffing-reads.ts';
import type { PlotSeries } from '../ui/step-plot.tsx';
import { clockTime, timeLeft } from '../ui/time-words.ts';

/**
 * The history as a picture needs it: each value stands at its beginning and again at its end, a
 * millisecond before the next, so that a stretch of being short is drawn up to where it ends.
 */
export function stepsOf({ from, to, points }: StaffingHistory): {
  readonly times: readonly number[];
  readonly series: readonly PlotSeries[];
} {
  const start = Date.parse(from);
  const end = Date.parse(to);
  const all = points.flatMap((point, index) => {
    const next = points[index + 1];
    const ms = Math.max(start, Date.parse(point.at));
    const until = next === undefined ? end : Date.parse(next.at) - 1;
    return until > ms
      ? [
          { ...point, ms },
          { ...point, ms: until },
        ]
      : [];
  });
  return {
    times: all.map(({ ms }) => ms),
    series: [
      { label: 'required', tone: 'text', values: all.map(({ required }) => required) },
      { label: 'counted', tone: 'accent', values: all.map(({ present }) => present) },
      {
        label: 'counted while short',
        tone: 'critical',
        values: all.map(({ required, present }) =>
          required !== null && present < required ? present : null,
        ),
      },
    ],
  };
}

/** One stretch of being short. */
export interface ShortSpan {
  readonly from: number;
  readonly to: number;
  /** At the worst moment. */
  readonly by: number;
}

/** When the ward was short within the history; changes while it is short make no new stretch. */
export function shortSpans({ from, to, points }: StaffingHistory): readonly ShortSpan[] {
  const spans: ShortSpan[] = [];
  points.forEach((point, index) => {
    const by = point.required === null ? 0 : point.required - point.present;
    if (by <= 0) return;
    const begin = Math.max(Date.parse(from), Date.parse(point.at));
    const end = Date.parse(points[index + 1]?.at ?? to);
    const last = spans.at(-1);
    if (last?.to === begin) {
      spans[spans.length - 1] = { from: last.from, to: end, by: Math.max(last.by, by) };
    } else {
      spans.push({ from: begin, to: end, by });
    }
  });
  return spans;
}

/**
 * `Short 3 times: 1 h 20 in all, by 2 at most, from 02:10.` Of the number of nurses alone: another
 * rule, as a nurse's own load, may have been broken meanwhile.
 */
export function historyWords(history: StaffingHistory): string {
  const spans = shortSpans(history);
  if (spans.length === 0) return 'Never fewer nurses than required in the last 12 hours.';
  const to = Date.parse(history.to);
  const total = spans.reduce((sum, span) => sum + span.to - span.from, 0);
  const [worst] = spans.toSorted((a, b) => b.by - a.by || a.from - b.from);
  const times = spans.length === 1 ? 'Short once' : `Short ${spans.length} times`;
  const most = worst === undefined ? '' : `, by ${worst.by} at most, from ${clockTime(worst.from)}`;
  const still = spans.some((span) => span.to === to) ? ', still now' : '';
  return `${times}${still}: ${timeLeft(total)} in all${most}.`;
}
