import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { testEnvironment } from './test-environment.ts';

// The networking flags keep Chromium from calling home, which a closed network answers with
// thousands of refused connections; root (a container's usual user) cannot use the sandbox.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** A headless Chromium with an empty profile. The caller closes it. */
export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: testEnvironment('WARDLINE_TEST_CHROMIUM'),
    headless: true,
    ...options,
    args: [...flags, ...(options.args ?? [])],
  });
}
