import { app, session } from 'electron';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBuildFacts } from './build-facts.ts';
import { Desk } from './desk.ts';
import { writeDiagnostics } from './diagnostics/diagnostics.ts';
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

const folder = app.getPath('userData');
const facts = readBuildFacts(app.getAppPath());
// Where the program is not packaged a test may name another: an installed one has its machine's.
const named = app.isPackaged ? facts.forTests?.policy : process.env['WARDLINE_DESKTOP_POLICY'];
const policy = named ?? policyPath(process.platform);

// A second start shows the first, which hears of it by 'second-instance'.
if (process.argv.includes('--diagnostics')) diagnose();
else if (app.requestSingleInstanceLock()) void run();
else app.quit();

/** `--diagnostics [FILE]`: writes the archive, also beside a running console, and ends. */
function diagnose(): void {
  const given = process.argv[process.argv.indexOf('--diagnostics') + 1];
  const path = resolve(given ?? `wardline-diagnostics-${String(Date.now())}.zip`);
  try {
    writeDiagnostics(path, {
      folder,
      policyPath: policy,
      logPath: programFiles(folder).log,
      home: app.getPath('home'),
      version: app.getVersion(),
      now: new Date(),
    });
    process.stdout.write(`${path}\n`);
    app.exit(0);
  } catch (error) {
    process.stderr.write(`The diagnostics could not be written: ${String(error)}\n`);
    app.exit(73);
  }
}

async function run(): Promise<void> {
  const log = openLog(programFiles(folder).log);
  process.on('uncaughtException', (error) => {
    log('main failed', error.stack ?? error.message);
  });
  process.on('unhandledRejection', (error) => {
    log('main failed', String(error));
  });
  await app.whenReady();
  log('started', app.getVersion());
  hardenSession(session.defaultSession, log);
  app.on('web-contents-created', (_event, contents) => {
    hardenContents(contents, log);
  });
  const desk = new Desk({ folder, policyPath: policy, scripts, facts, log });
  serveScheme(join(scripts, 'renderer'), () => desk.sheetHtml);
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
