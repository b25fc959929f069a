import { Outlet, useParams } from '@tanstack/react-router';
import { Outbox } from '../features/commands/outbox.tsx';
import { QuestionBand } from '../features/commands/question-band.tsx';
import { OfflineBand } from '../features/connection/offline-band.tsx';
import { DeskBands } from '../features/desktop/desk-bands.tsx';
import { UpdateBand } from '../features/desktop/update-band.tsx';
import { DeskWishes } from '../features/desktop/desk-wishes.tsx';
import { TopBar } from './top-bar.tsx';
import './shell.css';

/** The frame of every page for whoever is signed in. */
export function Shell() {
  const { hospitalId } = useParams({ strict: false });
  return (
    <div className="shell">
      <TopBar hospitalId={hospitalId ?? null} />
      <OfflineBand />
      <QuestionBand />
      <DeskBands />
      <UpdateBand />
      <div className="shell-page">
        <Outlet />
      </div>
      <Outbox />
      <DeskWishes />
    </div>
  );
}
