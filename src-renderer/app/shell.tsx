import { Outlet, useParams } from '@tanstack/react-router';
import { Outbox } from '../features/commands/outbox.tsx';
import { QuestionBand } from '../features/commands/question-band.tsx';
import { OfflineBand } from '../features/connection/offline-band.tsx';
import { DeskBands } from '../features/desktop/desk-bands.tsx';
import { DeskWishes } from '../features/desktop/desk-wishes.tsx';
import { useIsWall } from './desktop.ts';
import { TopBar } from './top-bar.tsx';
import './shell.css';
import './wall.css';
import './print.css';

/** The frame of every page for whoever is signed in. */
export function Shell() {
  const { hospitalId } = useParams({ strict: false });
  return (
    <div className="shell" data-wall={useIsWall() || undefined}>
      <TopBar hospitalId={hospitalId ?? null} />
      <OfflineBand />
      <QuestionBand />
      <DeskBands />
      <div className="shell-page">
        <Outlet />
      </div>
      <Outbox />
      <DeskWishes />
    </div>
  );
}
