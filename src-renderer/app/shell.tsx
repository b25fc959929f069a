import { Outlet, useParams } from '@tanstack/react-router';
import { OfflineBand } from '../features/connection/connection-mark.tsx';
import { TopBar } from './top-bar.tsx';
import './shell.css';

/** The frame of every page for whoever is signed in. */
export function Shell() {
  const { hospitalId } = useParams({ strict: false });
  return (
    <div className="shell">
      <TopBar hospitalId={hospitalId ?? null} />
      <OfflineBand />
      <div className="shell-page">
        <Outlet />
      </div>
    </div>
  );
}
