import { Coffee } from 'lucide-react';
import { wardKey } from '../../../src-shared/contract/ids.ts';
import type { Nurse } from '../../../src-shared/contract/state/nurse.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { useFreshness } from '../../app/host-context.tsx';
import { useNow } from '../../ui/clock.ts';
import { FreshnessMark } from '../../ui/freshness-mark.tsx';
import { clockTime, timeLeft } from '../../ui/time-words.ts';

const MINUTE_MS = 60_000;

/** Where I work today and how long it goes on. */
export function ShiftLine(props: { me: Nurse | null; ward: WardState | null; patients: number }) {
  const { me, ward, patients } = props;
  const now = useNow(MINUTE_MS);
  if (!me?.shift || !ward) {
    return (
      <header className="my-shift">
        <h1 className="my-shift-ward">You are not on shift</h1>
        <p className="my-shift-facts">
          {patients > 0 ? 'You still hold patients: hand them over.' : 'Have a good rest.'}
        </p>
      </header>
    );
  }
  const ends = Date.parse(me.shift.endsAt);
  return (
    <header className="my-shift">
      <div className="my-shift-top">
        <h1 className="my-shift-ward cut" title={ward.name ?? ward.wardId}>
          {ward.name ?? ward.wardId}
        </h1>
        <Live ward={ward} />
      </div>
      <p className="my-shift-facts">
        {ends > now ? `${timeLeft(ends - now)} left` : 'Your shift is over'}
        <span className="quiet">
          {clockTime(Date.parse(me.shift.startsAt))}–{clockTime(ends)}
        </span>
        {me.onBreakUntil !== null && (
          <span className="my-shift-break">
            <Coffee aria-hidden />
            {Date.parse(me.onBreakUntil) > now
              ? `on a break until ${clockTime(Date.parse(me.onBreakUntil))}`
              : `break was until ${clockTime(Date.parse(me.onBreakUntil))}`}
          </span>
        )}
      </p>
    </header>
  );
}

function Live({ ward }: { ward: WardState }) {
  return <FreshnessMark freshness={useFreshness(wardKey(ward))} />;
}
