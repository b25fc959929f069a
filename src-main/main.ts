import './no-jit.ts';
import { app, Menu } from 'electron';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBuildFacts } from './build-facts.ts';
import { openConsole } from './console.ts';
import { openLog } from './log.ts';
import { programFiles } from './program-files.ts';
import { policyPath } from './settings/policy-path.ts';
import { claimScheme } from './windows/app-scheme.ts';

// Little is loaded here: nothing starts before this has run. The rest follows (console.ts).
claimScheme();
// Each window asks for the sandbox as well. As root on Linux, where Chromium has none, that has to do.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
// The console makes its own (windows/menu.ts); left alone, Electron makes one before.
Menu.setApplicationMenu(null);

/** The built scripts: `out/`. */
const scripts = dirname(dirname(fileURLToPath(import.meta.url)));

const folder = app.getPath('userData');
const facts = readBuildFacts(app.getAppPath());
// Where the program is not packaged a test may name another: an installed one has its machine's.
const named = app.isPackaged ? facts.forTests?.policy : process.env['WARDLINE_DESKTOP_POLICY'];
const policy = named ?? policyPath(process.platform);

// A second start shows the first, which hears of it by 'second-instance'.
if (process.argv.includes('--diagnostics')) void diagnose();
else if (app.requestSingleInstanceLock()) void run();
else app.quit();

async function diagnose(): Promise<void> {
  const { diagnoseFromOutside } = await import('./diagnostics/diagnose-from-outside.ts');
  diagnoseFromOutside(folder, policy);
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
  await openConsole({ folder, policyPath: policy, scripts, facts, log });
}
