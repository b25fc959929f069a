import { BedDouble, Lock } from 'lucide-react';
import { useMemo } from 'react';
import type { WardKey } from '../../../src-shared/contract/ids.ts';
import type { WardState } from '../../../src-shared/contract/state/ward-state.ts';
import { useAlarmDesk } from '../../app/alarm-desk.ts';
import { useDesk } from '../../app/desk.ts';
import { useFreshness, usePendingMarks, useWard, useWatch } from '../../app/host-context.tsx';
import { classNames } from '../../ui/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { isDoubtful } from '../../ui/freshness-mark.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { bedItems } from '../../view/bed-items.ts';
import { BedGrid } from './bed-grid.tsx';
import { BoardHeader, type BoardView } from './board-header.tsx';
import { ByNurse } from './by-nurse.tsx';
import { useAdmitKey } from './use-admit-key.ts';
import './board.css';

export interface WardBoardProps {
  ward: WardKey;
  view: BoardView;
  onView: (view: BoardView) => void;
  /** Opens the nurses where they do not stand beside the board. */
  onNurses: () => void;
}

/** The board of one ward. */
export function WardBoard({ ward, view, onView, onNurses }: WardBoardProps) {
  useWatch([ward]);
  const desk = useDesk();
  const alarms = useAlarmDesk();
  const state = useWard(ward);
  const freshness = useFreshness(ward);
  if (freshness.kind === 'no-access') {
    return (
      <EmptyState icon={<Lock aria-hidden />} title="This ward is not yours to see">
        It does not exist, or your access to it has ended. Nothing of it is kept on this device.
      </EmptyState>
    );
  }
  if (!state) return <Skeleton lines={9} label="Loading the board" />;
  return (
    <section
      className={classNames('board', isDoubtful(freshness) && 'board-doubtful')}
      aria-label={`Board of ${state.name ?? state.wardId}`}
      data-freshness={freshness.kind}
    >
      <BoardHeader
        state={state}
        freshness={freshness}
        view={view}
        onView={onView}
        onNurses={onNurses}
        onMessage={() => {
          desk.ask({ kind: 'message', ward, nurseId: null });
        }}
        onWhy={() => {
          alarms.why(ward, null);
        }}
        onAdmit={() => {
          desk.ask({ kind: 'admit', ward, bedId: null });
        }}
      />
      <div className="board-body">
        {view === 'bed' ? (
          <ByBed ward={ward} state={state} />
        ) : (
          <ByNurse ward={ward} state={state} />
        )}
      </div>
    </section>
  );
}

function ByBed({ ward, state }: { ward: WardKey; state: WardState }) {
  const marks = usePendingMarks();
  const items = useMemo(() => bedItems(state, marks), [state, marks]);
  return items.length === 0 ? <NoBeds ward={ward} /> : <BedGrid ward={ward} items={items} />;
}

function NoBeds({ ward }: { ward: WardKey }) {
  useAdmitKey(ward);
  return (
    <EmptyState icon={<BedDouble aria-hidden />} title="This ward has no beds yet">
      Patients can be admitted all the same; they wait here until an administrator adds beds.
    </EmptyState>
  );
}
