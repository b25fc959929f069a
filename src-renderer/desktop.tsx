import { createHashHistory } from '@tanstack/react-router';
import { hospitalIdSchema } from '../src-shared/contract/ids.ts';
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
// The hospital that the window showed last, as `app/routes.tsx` has it in the address.
const shown = hospitalIdSchema.safeParse(/^#\/h\/([^/?]+)/.exec(location.hash)?.[1]);
if (shown.success) host.askAhead(shown.data);
addEventListener('online', () => {
  host.wake();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') host.wake();
});
const history = createHashHistory();
void start();

/** All parts lie in the program's own file, and the sync host takes longer to have the boards. */
async function start(): Promise<void> {
  await fetchLaterParts();
  const { findPage } = await import('./app/product.tsx');
  await findPage(history);
  startScreen(host, history, host);
}
