import { Outlet, useParams } from '@tanstack/react-router';
import { Outbox } from '../features/commands/outbox.tsx';
import { QuestionBand } from '../features/commands/question-band.tsx';
import { SignOutQuestion } from '../features/commands/sign-out-question.tsx';
import { OfflineBand } from '../features/connection/offline-band.tsx';
import { DeskBands } from '../features/desktop/desk-bands.tsx';
import { UpdateBand } from '../features/desktop/update-band.tsx';
import { DeskWishes } from '../features/desktop/desk-wishes.tsx';
import { MessageBand } from '../features/notifications/message-band.tsx';
import { useIsWall } from './desktop.ts';
import { useUser } from './host-context.tsx';
import { TopBar } from './top-bar.tsx';
import './shell.css';
import './wall.css';
import './print.css';

/** The frame of every page for whoever is signed in. */
export function Shell() {
  const { hospitalId } = useParams({ strict: false });
  const isWall = useIsWall();
  const isDesk = useUser().roles.includes('dispatcher') && !isWall;
  return (
    <div className="shell" data-wall={isWall || undefined}>
      <TopBar hospitalId={hospitalId ?? null} />
      <OfflineBand />
      <QuestionBand />
      <DeskBands />
      <UpdateBand />
      {isDesk && <MessageBand />}
      <div className="shell-page">
        <Outlet />
      </div>
      <Outbox />
      <DeskWishes />
      <SignOutQuestion />
    </div>
  );
}
