import { createHashHistory } from '@tanstack/react-router';
import type { WardlineBridge } from '../src-shared/ipc/bridge.ts';
import { fetchLaterParts } from './app/later.ts';
import { startScreen } from './app/start-screen.tsx';
import { openDesktopHost } from './host/desktop-host.ts';

declare global {
  interface Window {
    /** What the preload script of a desktop window gives its page. */
    readonly wardline?: WardlineBridge;
  }
}

const bridge = window.wardline;
if (bridge === undefined) throw new Error('The preload script of the desktop is missing.');
// The host lives as long as the page.
const host = openDesktopHost(bridge);
addEventListener('online', () => {
  host.wake();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') host.wake();
});
// All parts lie in the program's own file, and the sync host takes longer to have the boards.
void fetchLaterParts().then(() => {
  startScreen(host, createHashHistory(), host);
});
