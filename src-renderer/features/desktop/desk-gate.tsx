import type { ReactNode } from 'react';
import { useDesktop, useDeskView } from '../../app/desktop.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { FirstStart } from './first-start.tsx';
import { LockScreen } from './lock-screen.tsx';
import { useTellOfDialogs } from './tell-of-dialogs.ts';
import './desktop.css';

/**
 * On the desktop: asks for the gateway's address at the first start, and covers everything while the
 * console is locked. What is behind the lock stays as it was, half-filled forms too.
 */
export function DeskGate({ children }: { children: ReactNode }) {
  const isDesktop = useDesktop() !== null;
  const desk = useDeskView();
  useTellOfDialogs();
  if (!isDesktop) return children;
  if (desk === null) return <Skeleton lines={4} label="Starting" />;
  // A gateway that was taken away still has what waits to be sent.
  if (desk.settings.values.gateway === null && desk.syncHost.held === null) return <FirstStart />;
  return (
    <>
      <div className="desk-gate" inert={desk.locked} hidden={desk.locked}>
        {children}
      </div>
      {desk.locked && <LockScreen />}
    </>
  );
}
