import { createContext, useContext } from 'react';
import type { DeskView } from '../../src-shared/ipc/desktop-message.ts';
import type { DesktopWindow } from '../host/desktop-host.ts';
import { Cell } from '../../src-shared/sync/readable.ts';
import { useReadable } from './host-context.tsx';

const DesktopContext = createContext<DesktopWindow | null>(null);
export const DesktopProvider = DesktopContext.Provider;

/** The desktop window that this page is; null in a browser. */
export function useDesktop(): DesktopWindow | null {
  return useContext(DesktopContext);
}

const NO_DESK = new Cell<DeskView | null>(null);

/** How the desk stands; null in a browser, and until main has told. */
export function useDeskView(): DeskView | null {
  return useReadable(useDesktop()?.desk ?? NO_DESK);
}

/** Whether this is the window that sounds: of several on a desktop one alone does. */
export function useHasVoice(): boolean {
  return useDeskView()?.window.voice ?? true;
}

/** A wall display shows and takes no commands. */
export function useIsWall(): boolean {
  return useDeskView()?.window.wall ?? false;
}
