import { CircleDashed, CircleDot, CircleSlash, RefreshCw } from 'lucide-react';
import type { Freshness } from '../../src-shared/sync/views.ts';
import { classNames } from './class-names.ts';
import { clockTimeWithSeconds } from './time-words.ts';
import './freshness-mark.css';

/** What a ward's freshness is in words: `Live`, `Catching up`, `As of 02:13:40`. */
export function freshnessWords(freshness: Freshness | null): string {
  if (freshness === null) return 'Not loaded yet';
  switch (freshness.kind) {
    case 'live':
      return 'Live';
    case 'catching-up':
      return freshness.asOf === null ? 'Loading' : 'Catching up';
    case 'stale':
      return freshness.since === null
        ? 'No data yet'
        : `As of ${clockTimeWithSeconds(freshness.since)}`;
    case 'no-access':
      return 'No access';
  }
}

/** Whether what is shown may differ from the truth, so that it has to look like it. */
export function isDoubtful(freshness: Freshness | null): boolean {
  return freshness !== null && freshness.kind !== 'live';
}

/** The icon, and unless `bare` the words beside it. */
export function FreshnessMark({
  freshness,
  bare = false,
}: {
  freshness: Freshness | null;
  bare?: boolean;
}) {
  const words = freshnessWords(freshness);
  return (
    <span
      className={classNames('freshness', `freshness-${freshness?.kind ?? 'none'}`)}
      title={words}
    >
      {iconOf(freshness)}
      <span className={bare ? 'unseen' : undefined}>{words}</span>
    </span>
  );
}

function iconOf(freshness: Freshness | null) {
  switch (freshness?.kind) {
    case 'live':
      return <CircleDot aria-hidden />;
    case 'catching-up':
      return <RefreshCw aria-hidden />;
    case 'stale':
    case 'no-access':
      return <CircleSlash aria-hidden />;
    case undefined:
      return <CircleDashed aria-hidden />;
  }
}
