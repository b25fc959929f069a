import { Coffee, Hourglass } from 'lucide-react';
import { memo } from 'react';
import { DragHandle, MoreButton } from '../../ui/card-tool.tsx';
import { useNow } from '../../ui/clock.ts';
import { clockTime, timeLeft } from '../../ui/time-words.ts';
import { unitWords } from '../../view/unit-words.ts';
import { isOnBreak, type NurseItem } from '../../view/nurse-items.ts';

const MINUTE_MS = 60_000;

export interface NurseRowProps {
  item: NurseItem;
  onMenu: (id: string, anchor: Element) => void;
}

/** Name, licence, patients now, load, hours left, competences, break with reliever. */
export const NurseRow = memo(function NurseRow({ item, onMenu }: NurseRowProps) {
  const { nurse } = item;
  return (
    <>
      <div className="nurse-row-top">
        <span className="nurse-name cut" title={nurse.name}>
          {nurse.name}
        </span>
        <span className="nurse-licence">{nurse.licence}</span>
        <LoadBar patients={item.patients.length} limit={item.limit} />
      </div>
      <div className="nurse-row-facts">
        <HoursLeft item={item} />
        {item.post && <span>ward post</span>}
        {item.mark !== null && (
          <span className="nurse-pending">
            <Hourglass aria-hidden /> being sent
          </span>
        )}
        <span
          className="nurse-competences cut"
          title={nurse.competencies.map(unitWords).join(', ')}
        >
          {nurse.competencies.map(shortWords).join(' · ')}
        </span>
      </div>
      <div className="nurse-row-tools">
        <DragHandle name={nurse.name} />
        <MoreButton
          name={nurse.name}
          onPress={(anchor) => {
            onMenu(item.id, anchor);
          }}
        />
      </div>
    </>
  );
});

/** Segments where the rules name no limit. */
const USUAL_LIMIT = 5;

/** Patients held of those one nurse may have here: as a number, as segments, and in words when over. */
function LoadBar({ patients, limit }: { patients: number; limit: number | null }) {
  const segments = limit ?? USUAL_LIMIT;
  const isOver = limit !== null && patients > limit;
  const words =
    limit === null ? `${patients} patients` : `${patients} of at most ${limit} patients`;
  return (
    <span className="load" title={words} data-over={isOver || undefined}>
      {isOver && <span className="load-over">over 1:{limit}</span>}
      <span className="load-bar" aria-hidden="true">
        {Array.from({ length: segments }, (_, index) => (
          <i key={index} data-on={index < patients || undefined} />
        ))}
      </span>
      <span className="load-number">
        {patients}
        <span className="unseen"> patients</span>
      </span>
    </span>
  );
}

function HoursLeft({ item }: { item: NurseItem }) {
  const now = useNow(MINUTE_MS);
  const { nurse } = item;
  if (nurse.onBreakUntil !== null) {
    const until = Date.parse(nurse.onBreakUntil);
    const words = isOnBreak(nurse, now) ? `break until ${clockTime(until)}` : 'break is over';
    return (
      <span className="nurse-break">
        <Coffee aria-hidden />
        {words}
        {item.reliever !== null && ` (${item.reliever})`}
      </span>
    );
  }
  if (nurse.shift === null) return <span className="nurse-off">no shift</span>;
  const left = Date.parse(nurse.shift.endsAt) - now;
  if (left <= 0) return <span className="nurse-off">shift is over</span>;
  return (
    <span title={`Shift ends at ${clockTime(Date.parse(nurse.shift.endsAt))}`}>
      {timeLeft(left)} left
    </span>
  );
}

/** Units as the desk calls them: what fits into a narrow line. */
function shortWords(competence: string): string {
  if (competence === competence.toUpperCase()) return competence;
  return unitWords(competence);
}
