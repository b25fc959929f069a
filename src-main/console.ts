import { app, session } from 'electron';
import { join } from 'node:path';
import type { BuildFacts } from '../src-shared/ipc/build-facts.ts';
import type { Desk } from './desk.ts';
import type { Log } from './log.ts';
import { programFiles } from './program-files.ts';
import { startHostAhead } from './sync-host/host-ahead.ts';
import { serveScheme } from './windows/app-scheme.ts';
import { hardenContents, hardenSession } from './windows/hardening.ts';
import { Windows } from './windows/windows.ts';

export interface ConsoleParts {
  /** The user's folder of the program. */
  readonly folder: string;
  readonly policyPath: string;
  /** Where the built scripts lie. */
  readonly scripts: string;
  readonly facts: BuildFacts;
  readonly log: Log;
}

/**
 * The console, from its first window to its end; Electron is ready. A board needs the sync host and
 * a page, each of them a process that takes a while to load: both are started before main loads what
 * stands between them, the desk. It is there before the first of them is heard.
 */
export async function openConsole({ scripts, ...parts }: ConsoleParts): Promise<void> {
  const { log } = parts;
  const startHost = startHostAhead(join(scripts, 'main', 'sync-host.cjs'), parts.facts);
  hardenSession(session.defaultSession, log);
  app.on('web-contents-created', (_event, contents) => {
    hardenContents(contents, log);
  });
  let desk: Desk | null = null;
  serveScheme(join(scripts, 'renderer'), () => desk?.sheetHtml ?? '');
  const windows = new Windows({
    path: programFiles(parts.folder).windows,
    preload: join(scripts, 'preload', 'preload.cjs'),
    version: app.getVersion(),
    log,
  });
  windows.openAll();
  const { Desk: LoadedDesk } = await import('./desk.ts');
  desk = new LoadedDesk({ ...parts, startHost, windows });
  endWith(desk);
  app.on('second-instance', () => {
    windows.focus();
  });
  app.on('activate', () => {
    windows.focus();
  });
  await desk.open();
}

/** What is written goes to the disk before the program ends. */
function endWith(desk: Desk): void {
  let closed = false;
  app.on('window-all-closed', () => {
    app.quit();
  });
  app.on('before-quit', () => {
    desk.quitting();
  });
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    closed = true;
    void desk.close().finally(() => {
      app.exit(0);
    });
  });
}
