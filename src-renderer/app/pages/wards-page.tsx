import { PanelsTopLeft } from 'lucide-react';
import { useState } from 'react';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { wardKey } from '../../../src-shared/contract/ids.ts';
import { WardBoard } from '../../features/board/ward-board.tsx';
import { Roster } from '../../features/roster/roster.tsx';
import { WardsPanel } from '../../features/wards/wards-panel.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import './wards-page.css';

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
      <WardsPanel openWardId={wardId ?? null} />
      <main className="desk-board">
        {ward === null || wardId === undefined ? (
          <EmptyState icon={<PanelsTopLeft aria-hidden />} title="Choose a ward">
            Its beds, patients and nurses open here. Press g and type a ward’s code to jump to it.
          </EmptyState>
        ) : (
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
        )}
      </main>
      {ward !== null && (
        <div className="desk-roster">
          <Roster key={ward} ward={ward} />
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
          <Roster ward={ward} />
        </Dialog>
      )}
    </div>
  );
}
