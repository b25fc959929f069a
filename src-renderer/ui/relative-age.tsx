import { useNow } from './clock.ts';
import { clockTimeWithSeconds, shortSpan } from './time-words.ts';

const MINUTE_MS = 60_000;

/** How long ago, in tabular numerals: `12s`, `4m`. Ticks by the second only while that shows. */
export function RelativeAge({ since }: { since: number }) {
  const coarse = useNow(MINUTE_MS / 6);
  return coarse - since < MINUTE_MS ? (
    <Ticking since={since} />
  ) : (
    <Age since={since} now={coarse} />
  );
}

function Ticking({ since }: { since: number }) {
  return <Age since={since} now={useNow(1_000)} />;
}

function Age({ since, now }: { since: number; now: number }) {
  return (
    <time dateTime={new Date(since).toISOString()} title={clockTimeWithSeconds(since)}>
      {shortSpan(now - since)}
    </time>
  );
}
