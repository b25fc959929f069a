import { _electron, type ElectronApplication } from 'playwright-core';
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

/** The real Electron with an app in it. The caller closes it. */
export function launchElectron({
  app,
  args = [],
  env,
}: ElectronOptions): Promise<ElectronApplication> {
  const inherited = ['PATH', 'LANG', 'TZ'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return _electron.launch({
    executablePath: testEnvironment('WARDLINE_TEST_ELECTRON'),
    args: [...flags, app, ...args],
    env: { ...Object.fromEntries(inherited), ...env },
    timeout: 120_000,
  });
}
