import { type ReactNode, useEffect } from 'react';
import { useDesktop, useDeskView } from '../../app/desktop.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { FirstStart } from './first-start.tsx';
import { LockScreen } from './lock-screen.tsx';
import { useTellOfDialogs } from './tell-of-dialogs.ts';
import './desktop.css';

/**
 * On the desktop: asks for the gateway's address at the first start, and covers everything while the
 * console is locked. What is behind the lock stays as it was, half-filled forms too. A wall display
 * goes on showing its ward, and takes neither key nor press.
 */
export function DeskGate({ children }: { children: ReactNode }) {
  const isDesktop = useDesktop() !== null;
  const desk = useDeskView();
  useTellOfDialogs();
  useStillKeys(desk?.locked === true);
  if (!isDesktop) return children;
  if (desk === null) return <Skeleton lines={4} label="Starting" />;
  // A gateway that was taken away still has what waits to be sent.
  if (desk.settings.values.gateway === null && desk.syncHost.held === null) return <FirstStart />;
  const isCovered = desk.locked && !desk.window.wall;
  return (
    <>
      <div className="desk-gate" inert={desk.locked} hidden={isCovered}>
        {children}
      </div>
      {isCovered && <LockScreen />}
    </>
  );
}

/** No key reaches what is behind the lock: those of the desk are heard at the document. */
function useStillKeys(still: boolean): void {
  useEffect(() => {
    if (!still) return;
    const { body } = document;
    const stop = (event: KeyboardEvent) => {
      // Tab stays within the lock.
      if (event.key !== 'Tab') event.stopPropagation();
    };
    body.addEventListener('keydown', stop);
    return () => {
      body.removeEventListener('keydown', stop);
    };
  }, [still]);
}
