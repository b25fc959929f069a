import { Check, CheckCheck, CircleCheck, Hourglass } from 'lucide-react';
import { memo } from 'react';
import type { Stay } from '../../../src-shared/contract/state/stay.ts';
import { AcuityChip } from '../../ui/acuity-chip.tsx';
import { DragHandle, MoreButton, NoDragHandle } from '../../ui/card-tool.tsx';
import { useNow } from '../../ui/clock.ts';
import { RelativeAge } from '../../ui/relative-age.tsx';
import { clockTime } from '../../ui/time-words.ts';
import {
  type BedItem,
  type Confirmation,
  confirmationOf,
  type Holder,
} from '../../view/bed-items.ts';

export interface BedCardProps {
  item: BedItem;
  onMenu: (id: string, anchor: Element) => void;
}

/** What stands on one card. The grid draws its frame, focus and selection. */
export const BedCard = memo(function BedCard({ item, onMenu }: BedCardProps) {
  const { bed, stay } = item;
  return (
    <>
      <div className="bed-card-top">
        {bed ? (
          <span className="bed-label mono cut" title={bed.label}>
            {bed.label}
          </span>
        ) : (
          <span className="bed-label bed-label-waiting">
            <Hourglass aria-hidden />
            waiting {stay && <RelativeAge since={Date.parse(stay.admittedAt)} />}
          </span>
        )}
        {stay && <AcuityChip acuity={stay.acuity} />}
      </div>
      {stay ? (
        <>
          <p className="bed-patient">
            <span className="cut" title={`${stay.patient.label} (${stay.patient.ref})`}>
              {stay.patient.label}
            </span>
            <Departure stay={stay} />
          </p>
          <Holders holders={item.holders} />
        </>
      ) : (
        <p className="bed-empty">empty</p>
      )}
      {item.mark !== null && <PendingNote mark={item.mark} />}
      <div className="bed-card-tools">
        {stay ? <DragHandle name={stay.patient.label} /> : <NoDragHandle />}
        <MoreButton
          name={bed?.label ?? stay?.patient.label ?? ''}
          onPress={(anchor) => {
            onMenu(item.id, anchor);
          }}
        />
      </div>
    </>
  );
});

function Holders({ holders }: { holders: readonly Holder[] }) {
  const [first] = holders;
  if (!first) {
    return <p className="bed-nurse bed-nurse-none">no nurse</p>;
  }
  const more = holders.length - 1;
  const names = holders.map((holder) => holder.nurse?.name ?? holder.assignment.nurseId);
  return (
    <p className="bed-nurse" data-mark={first.mark ?? undefined}>
      <span className="cut" title={names.join(', ')}>
        {names[0]}
      </span>
      {more > 0 && <span className="bed-nurse-more">+{more}</span>}
      <ConfirmationMark
        confirmation={confirmationOf(first.assignment)}
        isPending={first.mark !== null}
      />
    </p>
  );
}

const CONFIRMATION = {
  sent: { icon: <Check aria-hidden />, words: 'sent' },
  delivered: { icon: <CheckCheck aria-hidden />, words: 'delivered' },
  confirmed: { icon: <CircleCheck aria-hidden />, words: 'confirmed' },
};

/** How far the news of an assignment has come: sent, delivered, confirmed. */
export function ConfirmationMark(props: { confirmation: Confirmation; isPending: boolean }) {
  if (props.isPending) {
    return (
      <span className="confirmation" title="being sent to the server">
        <Hourglass aria-hidden />
        <span className="unseen">being sent</span>
      </span>
    );
  }
  const { icon, words } = CONFIRMATION[props.confirmation];
  return (
    <span className="confirmation" data-confirmation={props.confirmation} title={words}>
      {icon}
      <span className="unseen">{words}</span>
    </span>
  );
}

const FOUR_HOURS_MS = 4 * 60 * 60 * 1000;
const MINUTE_MS = 60_000;

/** The expected discharge, once it is less than four hours away (or overdue). */
function Departure({ stay }: { stay: Stay }) {
  const now = useNow(MINUTE_MS);
  if (stay.expectedDischargeAt === null) return null;
  const at = Date.parse(stay.expectedDischargeAt);
  if (at - now > FOUR_HOURS_MS) return null;
  return (
    <span className="bed-departure" title="Expected discharge">
      <span className="unseen">expected discharge </span>
      <span aria-hidden="true">→</span>
      {clockTime(at)}
    </span>
  );
}

function PendingNote({ mark }: { mark: NonNullable<BedItem['mark']> }) {
  const words = mark === 'question' ? 'needs an answer' : 'being sent';
  return (
    <span className="bed-pending" title={words}>
      <Hourglass aria-hidden />
      <span className="unseen">{words}</span>
    </span>
  );
}
