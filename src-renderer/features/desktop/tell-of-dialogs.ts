import { useEffect } from 'react';
import { useDesktop } from '../../app/desktop.ts';
import { useReadable } from '../../app/host-context.tsx';
import { openDialogs } from '../../ui/open-dialogs.ts';

/** Main wants to know whether somebody is in the middle of something here before it ends it all. */
export function useTellOfDialogs(): void {
  const desktop = useDesktop();
  const isOpen = useReadable(openDialogs) > 0;
  useEffect(() => {
    void desktop?.ask({ method: 'dialog', open: isOpen });
  }, [desktop, isOpen]);
}
