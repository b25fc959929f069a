import type { Session, WebContents, WebPreferences } from 'electron';
import { isOurPage } from '../ipc/our-pages.ts';
import type { Log } from '../log.ts';

/** Of every window that shows anything. */
export const SAFE_PREFERENCES: WebPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  disableDialogs: true,
  enableWebSQL: false,
  spellcheck: false,
};

/**
 * Permissions: none but notifications, for our own pages. Downloads: none but of what a page of ours
 * made itself (a record as CSV or PDF); the user is asked where to.
 */
export function hardenSession(session: Session, log: Log): void {
  // Chromium fetches dictionaries from its maker, also where no page wants its spelling checked.
  session.setSpellCheckerEnabled(false);
  session.setSpellCheckerLanguages([]);
  session.setPermissionRequestHandler((contents, permission, answer) => {
    const allowed = permission === 'notifications' && isOurPage(contents.getURL());
    if (!allowed) log('a permission was denied', permission);
    answer(allowed);
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === 'notifications' && isOurPage(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    const url = item.getURL();
    if (url.startsWith('blob:') && isOurPage(url.slice('blob:'.length))) return;
    event.preventDefault();
    log('a download was denied');
  });
}

/** Whatever makes contents, these go nowhere and open nothing. */
export function hardenContents(contents: WebContents, log: Log): void {
  const stay = (event: { preventDefault: () => void }, url: string): void => {
    event.preventDefault();
    log('a navigation was denied', url.slice(0, 100));
  };
  contents.on('will-navigate', (event) => {
    // A reload of our own page is a navigation too.
    if (event.isMainFrame && isOurPage(event.url)) return;
    stay(event, event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (event.isMainFrame && isOurPage(event.url)) return;
    stay(event, event.url);
  });
  contents.on('will-redirect', (event) => {
    stay(event, event.url);
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log('a webview was denied');
  });
  contents.setWindowOpenHandler(({ url }) => {
    log('a window was denied', url.slice(0, 100));
    return { action: 'deny' };
  });
}
