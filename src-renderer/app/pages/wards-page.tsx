import { PanelsTopLeft } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { wardKey } from '../../../src-shared/contract/ids.ts';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { later } from '../later.ts';
import './wards-page.css';

const WardsPanel = later(
  async () => (await import('../../features/wards/wards-panel.tsx')).WardsPanel,
);
const WardBoard = later(
  async () => (await import('../../features/board/ward-board.tsx')).WardBoard,
);
const Roster = later(async () => (await import('../../features/roster/roster.tsx')).Roster);

/** The dispatcher's desk: wards, the open ward's board, its nurses. */
export function WardsPage() {
  const { hospitalId, wardId } = useParams({ strict: false });
  const { view } = useSearch({ strict: false });
  const navigate = useNavigate();
  const [isRosterOpen, setRosterOpen] = useState(false);
  if (hospitalId === undefined) return null;
  const ward = wardId === undefined ? null : wardKey({ hospitalId, wardId });
  return (
    <div className={classNames('desk', ward !== null && 'desk-with-ward')}>
      <title>{wardId === undefined ? 'Wards – Wardline' : `${wardId} – Wardline`}</title>
      <Suspense fallback={<Skeleton lines={12} label="Loading the wards" />}>
        <WardsPanel openWardId={wardId ?? null} />
      </Suspense>
      <main className="desk-board">
        {ward === null || wardId === undefined ? (
          <EmptyState icon={<PanelsTopLeft aria-hidden />} title="Choose a ward">
            Its beds, patients and nurses open here. Press g and type a ward’s code to jump to it.
          </EmptyState>
        ) : (
          <Suspense fallback={<Skeleton lines={12} label="Loading the board" />}>
            <WardBoard
              key={ward}
              ward={ward}
              view={view ?? 'bed'}
              onView={(next) => {
                void navigate({
                  to: '/h/$hospitalId/w/$wardId',
                  params: { hospitalId, wardId },
                  search: next === 'bed' ? {} : { view: next },
                  replace: true,
                });
              }}
              onNurses={() => {
                setRosterOpen(true);
              }}
            />
          </Suspense>
        )}
      </main>
      {ward !== null && (
        <div className="desk-roster">
          <Suspense fallback={<Skeleton lines={8} label="Loading the nurses" />}>
            <Roster key={ward} ward={ward} />
          </Suspense>
        </div>
      )}
      {ward !== null && isRosterOpen && (
        <Dialog
          title="Nurses"
          form="drawer"
          onClose={() => {
            setRosterOpen(false);
          }}
        >
          <Suspense fallback={<Skeleton lines={8} label="Loading the nurses" />}>
            <Roster ward={ward} />
          </Suspense>
        </Dialog>
      )}
    </div>
  );
}
