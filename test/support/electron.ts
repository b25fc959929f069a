import { _electron, type ElectronApplication, errors } from 'playwright-core';
import { testEnvironment } from './test-environment.ts';

// Root (a container's usual user) cannot use Chromium's sandbox of the system; the renderer's own
// limits (no Node, no file access) are Electron's and stay.
const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

export interface ElectronOptions {
  /** The folder with the app's package.json. */
  readonly app: string;
  readonly args?: readonly string[];
  /** On top of PATH, LANG and TZ; nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** Longer than any start takes, in milliseconds. */
const LAUNCH_WITHIN_MS = 60_000;

/**
 * The real Electron with an app in it. The caller closes it. Once in a while Playwright waits for
 * ever for a page that changes its process while it is taken hold of, whatever the app: it ends the
 * program then, and one more start is tried.
 */
export async function launchElectron({
  app,
  args = [],
  env,
}: ElectronOptions): Promise<ElectronApplication> {
  const inherited = ['PATH', 'LANG', 'TZ'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const options = {
    executablePath: testEnvironment('WARDLINE_TEST_ELECTRON'),
    args: [...flags, app, ...args],
    env: { ...Object.fromEntries(inherited), ...env },
    timeout: LAUNCH_WITHIN_MS,
  };
  try {
    return await _electron.launch(options);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    return _electron.launch(options);
  }
}
