import { app, session } from 'electron';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Desk } from './desk.ts';
import { openLog } from './log.ts';
import { programFiles } from './program-files.ts';
import { policyPath } from './settings/policy.ts';
import { claimScheme, serveScheme } from './windows/app-scheme.ts';
import { hardenContents, hardenSession } from './windows/hardening.ts';

claimScheme();
// Each window asks for the sandbox as well. As root on Linux, where Chromium has none, that has to do.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

/** The built scripts: `out/`. */
const scripts = dirname(dirname(fileURLToPath(import.meta.url)));

// A second start shows the first, which hears of it by 'second-instance'.
if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function run(): Promise<void> {
  const folder = app.getPath('userData');
  const log = openLog(programFiles(folder).log);
  process.on('uncaughtException', (error) => {
    log('main failed', error.stack ?? error.message);
  });
  process.on('unhandledRejection', (error) => {
    log('main failed', String(error));
  });
  await app.whenReady();
  log('started', app.getVersion());
  serveScheme(join(scripts, 'renderer'), () => '');
  hardenSession(session.defaultSession, log);
  app.on('web-contents-created', (_event, contents) => {
    hardenContents(contents, log);
  });
  const named = app.isPackaged ? undefined : process.env['WARDLINE_DESKTOP_POLICY'];
  const desk = new Desk({
    folder,
    policyPath: named ?? policyPath(process.platform, process.env),
    scripts,
    log,
  });
  endWith(desk);
  app.on('second-instance', () => {
    desk.focus();
  });
  app.on('activate', () => {
    desk.focus();
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
