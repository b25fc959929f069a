import { type Browser, chromium, type Page } from 'playwright-core';
import { startProcess, type TestProcess } from '../../support/child-process.ts';
import { until } from '../../support/until.ts';

/** A packaged console that runs: driven over the DevTools port, as its inspect fuse is off. */
export interface PackagedDesk {
  readonly process: TestProcess;
  readonly page: Page;
  stop(): Promise<void>;
}

/** Starts a packaged program with exactly `env` besides PATH and LANG. The caller stops it. */
export async function startPackaged(
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<PackagedDesk> {
  const running = startProcess({
    command: program,
    // Root has no sandbox of the system; the port is a free one, which Chromium tells.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-port=0'],
    env: { PATH: process.env['PATH'], LANG: process.env['LANG'], ...env },
  });
  try {
    const address = await until(
      () => /DevTools listening on (ws:\S+)/.exec(running.stderr())?.[1],
      {
        within: 60_000,
        what: `the DevTools port of ${program}:\n${running.logs()}`,
      },
    );
    // Only once there is a window: before that Electron may leave whoever connects without an answer.
    await until(async () => (await pagesOf(address)).includes('app://wardline/'), {
      within: 60_000,
      what: `a window of ${program}:\n${running.logs()}`,
    });
    const browser = await chromium.connectOverCDP(address, { timeout: 90_000 });
    const page = await until(() => pageOf(browser), { within: 60_000, what: 'the first window' });
    page.setDefaultTimeout(60_000);
    return {
      process: running,
      page,
      stop: async () => {
        await browser.close().catch(() => undefined);
        await running.stop();
      },
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

/** What Chromium tells of its pages, as text. */
async function pagesOf(address: string): Promise<string> {
  const answer = await fetch(new URL('/json', address.replace(/^ws:/, 'http:')));
  return answer.text();
}

function pageOf(browser: Browser): Page | undefined {
  return browser
    .contexts()
    .flatMap((context) => context.pages())
    .find((page) => page.url().startsWith('app://wardline/'));
}
